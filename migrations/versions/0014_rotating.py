"""Under which pepper a password and a code lie, so that an old pepper goes only when nothing hangs on it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_account", sa.Column("pepper", sa.String(), nullable=True))
    op.add_column("mailbox", sa.Column("pepper", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("mailbox", "pepper")
    op.drop_column("staff_account", "pepper")
