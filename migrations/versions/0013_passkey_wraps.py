"""A passkey may wrap the identity too, so that a forgotten password need not cost what was granted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey_wrap",
        sa.Column("locator_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("factor_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("used_s", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("factor_id", name="uq_passkey_wrap_factor_id"),
    )
    op.create_index("ix_passkey_wrap_person_id", "passkey_wrap", ["person_id"])


def downgrade() -> None:
    op.drop_table("passkey_wrap")
