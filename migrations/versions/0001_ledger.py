"""The ledger comes first: from the first act on, what is done is written where it cannot be changed unnoticed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "ledger_entry is append-only"

SQLITE = [
    f"CREATE TRIGGER ledger_entry_no_{act} BEFORE {act} ON ledger_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")  # with recursive_triggers=on (wbs/db.py) this stops INSERT OR REPLACE too
]
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_entry_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    *(
        f"CREATE TRIGGER ledger_entry_no_{act} BEFORE {act} ON ledger_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuses()"
        for act in ("update", "delete", "truncate")
    ),
]


def upgrade() -> None:
    op.create_table(
        "ledger_pending",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("realm", sa.String(16), nullable=False),
        sa.Column("waits_for", sa.String(8), nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("refused", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_pending"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_entry",
        sa.Column("realm", sa.String(16), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("realm", "seq", name="pk_ledger_entry"),
        sa.UniqueConstraint("leaf", name="uq_ledger_entry_leaf"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_salt",
        sa.Column("realm", sa.String(16), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("realm", "seq", name="pk_ledger_salt"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_head",
        sa.Column("realm", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("realm", name="pk_ledger_head"),
    )
    op.create_table(
        "case_pseudonym",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("pseudonym", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_pseudonym"),
        sa.UniqueConstraint("pseudonym", name="uq_case_pseudonym_pseudonym"),
        sqlite_with_rowid=False,
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in ("case_pseudonym", "ledger_head", "ledger_salt", "ledger_entry", "ledger_pending"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_entry_refuses()")
