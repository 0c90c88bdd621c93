"""Signing in: second factors, spare codes, known browsers, half sessions, and keys that wait to be signed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("staff_account", sa.Column("is_provisional", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add("staff_account", sa.Column("code_failures", sa.Integer(), nullable=False, server_default="0"))
    op.execute("DELETE FROM staff_session")  # from before second factors: whoever has one signs in again
    with op.batch_alter_table("staff_session") as table:
        table.add_column(sa.Column("begun_on", sa.Date(), nullable=False))
        table.add_column(sa.Column("challenges", sa.Integer(), nullable=False))
    op.create_table(
        "half_session",
        sa.Column("id_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("challenges", sa.Integer(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
    )
    op.create_index("ix_half_session_person_id", "half_session", ["person_id"])
    op.create_table(
        "staff_factor",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_staff_factor_person_id", "staff_factor", ["person_id"])
    op.create_table(
        "spare_code",
        sa.Column("code_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
    )
    op.create_index("ix_spare_code_person_id", "spare_code", ["person_id"])
    op.create_table(
        "known_browser",
        sa.Column("id_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("code_failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("age", sa.Integer(), nullable=False),
    )
    op.create_index("ix_known_browser_person_id", "known_browser", ["person_id"])
    op.create_table(
        "pending_key",
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_former", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
    )


def _add(table: str, column: sa.Column[object]) -> None:
    """With a default only for the rows that are there."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column.name, server_default=None)


def downgrade() -> None:
    for name in ("pending_key", "known_browser", "spare_code", "staff_factor", "half_session"):
        op.drop_table(name)
    with op.batch_alter_table("staff_session") as table:
        table.drop_column("challenges")
        table.drop_column("begun_on")
    with op.batch_alter_table("staff_account") as table:
        table.drop_column("code_failures")
        table.drop_column("is_provisional")
