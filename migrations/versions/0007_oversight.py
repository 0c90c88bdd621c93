"""Oversight: what an auditor released for everybody to read, since the public face holds no key to count with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_release",
        sa.Column("period", sa.String(), primary_key=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=True),
        sa.Column("median_band", sa.String(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("public_release")
