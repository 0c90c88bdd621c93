"""People: proposed changes of the directory, and who waits for keys of which desk."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_directory_change_person_id", "directory_change", ["person_id"])
    op.create_table(
        "grant_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("stands_for", sa.Uuid(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_grant_request_person_id", "grant_request", ["person_id"])
    op.create_table(
        "grant_answer",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "holder_id", name="pk_grant_answer"),
        sa.ForeignKeyConstraint(["request_id"], ["grant_request.id"], name="fk_grant_answer_request_id"),
    )


def downgrade() -> None:
    for name in ("grant_answer", "grant_request", "directory_change"):
        op.drop_table(name)
