"""Intake: the counter: used tickets and open mailboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filed_ticket",
        sa.Column("filing_id", sa.LargeBinary(), primary_key=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("content_tag", sa.LargeBinary(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reporter_session",
        sa.Column("id_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("sealed_channel", sa.LargeBinary(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("reporter_session")
    op.drop_table("filed_ticket")
