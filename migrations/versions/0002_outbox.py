"""The outbox: notices are stored with the act they belong to, so that neither is ever without the other."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("recipient", sa.Uuid(), nullable=False),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.CheckConstraint("state in ('waiting', 'sent', 'parked')", name=op.f("ck_outbox_state")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_outbox_state_release_at"), "outbox", ["state", "release_at"])


def downgrade() -> None:
    op.drop_table("outbox")
