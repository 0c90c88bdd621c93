"""What nobody can guess need not wait: vouchers known before the password, and codes that are closed by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTING = ("staff_account", "known_browser")  # where wrong second steps are counted


def upgrade() -> None:
    op.create_table(
        "voucher",
        sa.Column("secret_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("used_s", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_voucher_person_id", "voucher", ["person_id"])
    for name in COUNTING:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("codes_closed_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in COUNTING:
        with op.batch_alter_table(name) as table:
            table.drop_column("codes_closed_until")
    op.drop_table("voucher")
