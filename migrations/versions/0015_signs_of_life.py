"""Signs of life of the worker, where the processes of every machine find them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_of_life",
        sa.Column("name", sa.String(8), primary_key=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_main", sa.BigInteger(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("sign_of_life")
