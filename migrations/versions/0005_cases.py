"""Cases: the archive: everything told lies here, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("waiting", sa.String(), nullable=True),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("sealed_card", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_grant",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sealed_case_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_list_key", sa.LargeBinary(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("is_reserve", sa.Boolean(), nullable=False),
        sa.Column("turn_due_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("case_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_grant_case_id", "case_grant", ["case_id"])
    op.create_index("ix_case_grant_turn", "case_grant", ["person_id", "is_reserve", "turn_due_on", "case_id"])
    op.create_table(
        "recovery_grant",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("sealed_case_key", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_report",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("sealed_report", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "named_identity",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_custodian_half", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_dossier_half", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_case_id", "contact", ["case_id"])
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("locate", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("sealed_channel", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("locate"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mailbox_case_id", "mailbox", ["case_id"])
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("case_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_message_case_id", "message", ["case_id"])
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_note_case_id", "note", ["case_id"])
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("sealed_terms", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_proposal_case_id", "proposal", ["case_id"])
    op.create_table(
        "timeline_row",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timeline_row_case_id", "timeline_row", ["case_id"])
    op.create_table(
        "escalation",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), primary_key=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "facet_epoch",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("sealed_first", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "facet_record",
        sa.Column("tag", sa.LargeBinary(), primary_key=True),
        sa.Column("epoch_id", sa.Uuid(), sa.ForeignKey("facet_epoch.id"), nullable=False),
        sa.Column("sealed_record", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_facet_record_epoch_id", "facet_record", ["epoch_id"])


def downgrade() -> None:
    op.drop_table("facet_record")
    op.drop_table("facet_epoch")
    op.drop_table("escalation")
    op.drop_table("timeline_row")
    op.drop_table("proposal")
    op.drop_table("note")
    op.drop_table("message")
    op.drop_table("mailbox")
    op.drop_table("contact")
    op.drop_table("named_identity")
    op.drop_table("sealed_report")
    op.drop_table("recovery_grant")
    op.drop_table("case_grant")
    op.drop_table("case_file")
