"""The units and the corrected days come as tables, so that each government brings its own without a change of code."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("runs_infrastructure", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["unit.code"], name="fk_unit_parent_code"),
        sa.PrimaryKeyConstraint("code", name="pk_unit"),
    )
    op.create_table(
        "calendar_correction",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('libur', 'kerja')", name="ck_calendar_correction_kind"),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_correction"),
    )


def downgrade() -> None:
    op.drop_table("calendar_correction")
    op.drop_table("unit")
