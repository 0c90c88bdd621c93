"""The end of cases: how long a closed one is kept, when it is destroyed, and what is left of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_retention",
        sa.Column("case_id", sa.Uuid(), primary_key=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("purge_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_case_retention_case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_retention_purge_on", "case_retention", ["purge_on"])
    op.create_table(
        "purged_case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("purged_on", sa.Date(), nullable=False),
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.UniqueConstraint("number", name="uq_purged_case_number"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("purged_case")
    op.drop_table("case_retention")
