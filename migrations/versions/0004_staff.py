"""Staff: who signs in, and with whom the shared seeds lie."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_account",
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("sign_in_name", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("kib", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("verifier_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("sign_in_name"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
    )
    op.create_index("ix_staff_session_person_id", "staff_session", ["person_id"])
    op.create_table(
        "custody",
        sa.Column("realm", sa.String()),
        sa.Column("shared", sa.String()),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("realm", "shared", "person_id"),
    )
    op.create_table(
        "directory_seen",
        sa.Column("realm", sa.String(), primary_key=True),
        sa.Column("serial", sa.Integer(), nullable=False),
    )
    op.create_table(
        "staff_mail",
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("address", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("staff_mail")
    op.drop_table("directory_seen")
    op.drop_table("custody")
    op.drop_table("staff_session")
    op.drop_table("staff_account")
