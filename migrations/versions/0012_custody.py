"""To which oversight key an epoch of figures is sealed, and who was reviewed in which quarter."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("facet_epoch", sa.Column("oversight_id", sa.String(), nullable=True))
    op.create_table(
        "access_answer",
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("quarter_on", sa.Date(), primary_key=True),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("access_answer")
    op.drop_column("facet_epoch", "oversight_id")
