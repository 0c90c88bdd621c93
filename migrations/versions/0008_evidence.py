"""Evidence: files of a case, where their sealed bytes lie, and who opened them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("sealed_manifest", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attachment_case_id", "attachment", ["case_id"])
    op.create_table(
        "sealed_blob",
        sa.Column("name", sa.Uuid(), primary_key=True),
        sa.Column("attachment_id", sa.Uuid(), sa.ForeignKey("attachment.id"), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_levelled", sa.Boolean(), nullable=False),
        sa.Column("damage", sa.String(), nullable=False),
        sa.UniqueConstraint("attachment_id", "part"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "file_use",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("attachment_id", sa.Uuid(), sa.ForeignKey("attachment.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.UniqueConstraint("attachment_id", "person_id", "act", "used_on"),
    )


def downgrade() -> None:
    op.drop_table("file_use")
    op.drop_table("sealed_blob")
    op.drop_table("attachment")
