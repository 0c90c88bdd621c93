"""The database: one declarative base, one session, and `transaction()`, the only commit and rollback in the house.

Decides how writers queue on SQLite (BEGIN IMMEDIATE after the read snapshot is dropped, because a deferred
transaction that reads before it writes fails under contention). Does not know any table.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from wbs import inserting

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

ROUNDS = 0x776273  # the advisory lock of `alone`
LINE_BROKEN_AFTER_MS = 15_000

# Tables that reporters touch: no rowid, so that the random primary key is the only order on disk.
RANDOM_ORDER = {"sqlite_with_rowid": False}


@dataclass
class Open:
    """The open transaction: over which connection it writes, and what it has learnt, forgotten when it ends."""

    connection: sa.Connection
    noted: dict[Any, Any] = field(default_factory=dict)
    last_rows: dict[type["Base"], list[dict[str, Any]]] = field(default_factory=dict)
    once_stored: list[Callable[[], None]] = field(default_factory=list)


_open: ContextVar[Open | None] = ContextVar("open", default=None)
_begins: ContextVar[str] = ContextVar("begins", default="BEGIN")  # how a transaction of SQLite begins


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMES)


class JoiningSession(FlaskSession):
    """Flask-SQLAlchemy's, in the open transaction if there is one: over its connection, and committed with it."""

    def get_bind(self, *args: Any, **kwargs: Any) -> sa.Engine | sa.Connection:
        this = _open.get()
        return this.connection if this else super().get_bind(*args, **kwargs)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy's, whose end of a request survives a connection that is lost."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        """A line that broke cannot be rolled back. The answer is made already, and must not be lost over that; nor may
        the session stay behind, whose place another request would find."""
        try:
            self.session.remove()
        except sa.exc.DBAPIError:
            self.session.registry.clear()


# No autoflush: rows are written when the transaction ends, or where an action needs them earlier and says so.
db = Database(model_class=Base, session_options={"class_": JoiningSession, "autoflush": False})


class AwareTime(sa.types.TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite forgets the zone, so it is put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(url: str) -> dict[str, Any]:
    """Engine arguments for Flask-SQLAlchemy; `url` as in DATABASE_URL."""
    alike: dict[str, Any] = {
        "hide_parameters": True,  # a database error never says what somebody wrote
        "pool_size": 24, "max_overflow": 8, "pool_timeout": 10,  # no thread waits for a connection first
    }  # fmt: skip
    if sa.make_url(url).get_backend_name() == "sqlite":
        # The connection used last is used next: its pages are still those of the file.
        return {"connect_args": {"timeout": 10}, "pool_use_lifo": True, **alike}
    return {"pool_pre_ping": True, "connect_args": _patience(sa.make_url(url).query), **alike}


def _patience(given: Collection[str]) -> dict[str, Any]:
    """How soon a broken line between two machines is noticed, at both ends; what the URL says itself stands.

    Without it a request waits minutes for an answer that cannot come, and the server keeps the locks of a machine that
    is gone for two hours. Means nothing on a Unix socket.
    """
    ends = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
    wanted: dict[str, Any] = {
        "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": LINE_BROKEN_AFTER_MS,
        "options": " ".join(
            f"-c {name}={value}" for name, value in {**ends, "tcp_user_timeout": LINE_BROKEN_AFTER_MS}.items()
        ),
    }  # fmt: skip
    return {name: value for name, value in wanted.items() if name not in given}


def prepare_engine(engine: sa.Engine) -> None:
    """Sets what SQLite needs on each connection; PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare_connection)
    # No listener for "begin": of an engine with a listener every statement asks three times who wants to hear of it.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign]


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own: `_begin` does
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.PoolProxiedConnection) -> None:
    connection.cursor().execute(_begins.get())


@contextmanager
def queueing() -> Iterator[None]:
    """What begins here will write, and stands in line for it before it reads."""
    former = _begins.set("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        _begins.reset(former)


def insert_new(table: Any) -> sa.Insert:
    """An insert that leaves a row alone which is already there, with `rowcount` 0 then; works on both databases."""
    return _insert_new(postgresql if db.engine.dialect.name == "postgresql" else sqlite, table)


@cache
def _insert_new(dialect: Any, table: Any) -> sa.Insert:
    return dialect.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work: commits when the block ends, rolls back on any exception. Does not nest.

    Objects read before it are expired by the rollback that ends the read snapshot: take plain values with you. Whoever
    asks the session for something joins; for who only writes none is made (`writing()`).
    """
    if _open.get() is not None:
        raise RuntimeError("transactions do not nest")
    end_reading()
    with db.engine.connect() as connection:
        with queueing():
            connection.begin()
        this = Open(connection)
        former = _open.set(this)
        try:
            yield cast(Session, db.session)
            for model, rows in this.last_rows.items():
                insert(model, *rows)
            if db.session.registry.has():
                db.session.commit()  # writes what is left to write; the connection's own transaction goes on
            connection.commit()
        except BaseException:
            end_reading()
            connection.rollback()
            raise
        finally:
            _open.reset(former)
    for act in this.once_stored:
        act()


def _this() -> Open:
    if (found := _open.get()) is None:
        raise RuntimeError("this belongs into the transaction of its act")
    return found


def writing() -> sa.Connection:
    """The connection of the open transaction, without asking the session. Raises RuntimeError outside one."""
    return _this().connection


@contextmanager
def alone() -> Iterator[None]:
    """One at a time among all machines that share a PostgreSQL: whoever comes second waits, ten minutes at most.

    A machine that dies or is cut off lets go when the server notices. SQLite has one machine, and that has one worker.
    """
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET lock_timeout = '10min'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({ROUNDS})")
        try:
            yield
        finally:
            connection.invalidate()  # closed, and never lent to anybody with this timeout or this lock


def end_reading() -> None:
    """Drops the read snapshot, and with it the connection: for waits that must not hold either."""
    if db.session.registry.has():
        db.session.rollback()


def insert(model: type[Base], *rows: dict[str, Any]) -> None:
    """Writes rows with the same columns in the open transaction. Raises RuntimeError outside one."""
    inserting.insert(writing(), table_of(model), rows)


def at_end(model: type[Base], row: dict[str, Any]) -> None:
    """Writes a row when the open transaction ends, all of one table together. Raises RuntimeError outside one."""
    _this().last_rows.setdefault(model, []).append(row)


def table_of(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)


def once_stored(act: Callable[[], None]) -> None:
    """Has `act` done when the open transaction has committed, and never when it has not; it may not fail.

    Raises RuntimeError outside a transaction.
    """
    _this().once_stored.append(act)


def noted() -> dict[Any, Any]:
    """What the open transaction has learnt so far, forgotten when it ends. Raises RuntimeError outside one."""
    return _this().noted
