"""What tables may keep of a reporter: random places, whole days, and moments only where they are ticks."""

import sqlalchemy as sa

import wbs.app  # noqa: F401 - brings every table
from wbs.db import AwareTime, Base

# Tables that a reporter's act writes, or that are written because of it.
REPORTERS = {
    "case_file", "case_grant", "recovery_grant", "sealed_report", "named_identity", "contact", "mailbox", "message",
    "timeline_row", "escalation", "facet_epoch", "facet_record", "filed_ticket", "reporter_session", "ledger_pending",
    "ledger_entry", "ledger_salt", "case_pseudonym", "outbox", "attachment", "sealed_blob", "case_retention",
    "purged_case",
}  # fmt: skip
TICKS = {("message", "visible_from"), ("timeline_row", "visible_from"), ("outbox", "release_at")}
LEASES = {("outbox", "lease_until")}  # set by the worker, counted from the tick at which it works
COUNTED = {  # whole numbers that count something else than arrivals
    ("message", "position"), ("escalation", "step"), ("reporter_session", "age"), ("outbox", "attempts"),
    ("ledger_entry", "seq"), ("ledger_salt", "seq"), ("sealed_blob", "size"),
}  # fmt: skip
SEQUENCER = {"ledger_entry", "ledger_salt"}  # in the order of the log, which is shuffled before it is written


def tables() -> dict[str, sa.Table]:
    return dict(Base.metadata.tables)


def test_whatever_hangs_on_a_case_is_a_reporters_or_known_to_be_staffs() -> None:
    on_a_case = {name for name, table in tables().items() if "case_id" in table.columns}
    assert on_a_case - REPORTERS == {"note", "proposal"}
    assert REPORTERS <= tables().keys()


def test_they_have_no_row_number() -> None:
    with_number = {name for name in REPORTERS if tables()[name].dialect_options["sqlite"]["with_rowid"] is not False}
    assert with_number == set()


def test_their_keys_are_random() -> None:
    for name in REPORTERS - SEQUENCER:
        for column in tables()[name].primary_key.columns:
            assert isinstance(column.type, sa.Uuid | sa.LargeBinary), (name, column.name)
            assert column.default is None and column.server_default is None, (name, column.name)


def test_they_keep_no_time_but_ticks() -> None:
    times = {
        (name, column.name)
        for name in REPORTERS
        for column in tables()[name].columns
        if isinstance(column.type, sa.DateTime | sa.Time | AwareTime | sa.Float | sa.Numeric)
    }
    assert times == TICKS | LEASES


def test_they_keep_no_number_that_could_be_a_time() -> None:
    numbers = {
        (name, column.name)
        for name in REPORTERS
        for column in tables()[name].columns
        if isinstance(column.type, sa.Integer)
    }
    assert numbers == COUNTED


def test_times_are_aware() -> None:
    columns = (column for table in tables().values() for column in table.columns)
    assert [str(column) for column in columns if isinstance(column.type, sa.DateTime)] == []  # AwareTime wraps it


def test_the_database_fills_nothing_in_about_a_reporter() -> None:
    for name in REPORTERS:
        for column in tables()[name].columns:
            assert column.server_default is None and column.onupdate is None, (name, column.name)


def test_every_name_of_a_column_says_its_grain() -> None:
    for name, table in tables().items():
        for column in table.columns:
            if isinstance(column.type, AwareTime):
                assert column.name.endswith(("_at", "_until", "_from")), (name, column.name)
            if isinstance(column.type, sa.Date):
                is_told = column.name.endswith("_on") or column.name in ("day", "until", "waiting_since")
                assert is_told, (name, column.name)


def test_sealed_columns_are_bytes() -> None:
    for name, table in tables().items():
        for column in table.columns:
            if column.name.startswith("sealed_"):
                assert isinstance(column.type, sa.LargeBinary), (name, column.name)
