"""The founded instance in PostgreSQL: one database a process, put back to how it was founded before each test.

A copied database would do as a copied file does, but making and dropping one, connecting to it and learning its tables
anew takes longer than most tests. Does not know what any table is for.
"""

import tempfile
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from psycopg.sql import SQL, Composed, Identifier

SPARED = ("fsync", "synchronous_commit", "full_page_writes")  # what only a power cut would miss
BLOATED = 1 << 19  # bytes of a table from which on emptying it anew is quicker than reading past what was deleted
CONNECTED: set[str] = set()  # kinds of databases that were connected to lately
KEPT: dict[str, str] = {}  # by the template
MADE: list[sa.Engine] = []  # for other databases, since `let_go`
HELD_UP_MS = 20_000
PUT_BACK = SQL(
    "CREATE FUNCTION founded.put_back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS "
    "$$ BEGIN {} UPDATE founded.at SET act = txid_current(); END $$"
)


@sa.event.listens_for(sa.Engine, "connect")
def note_connection(raw: object, _record: object) -> None:
    CONNECTED.add("sqlite" if type(raw).__module__ == "sqlite3" else "postgresql")


def spare_the_disk(url: str) -> None:
    with psycopg.connect(_plain(url, "postgres"), autocommit=True) as raw:
        for name in SPARED:
            raw.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(name)))
        raw.execute("SELECT pg_reload_conf()")


def new_database(url: str, template: str = "") -> str:
    """A database on the server of `url`, copied from the one that `url` names unless a template is given."""
    made = f"wbs_{next(tempfile._get_candidate_names())}"
    with psycopg.connect(_plain(url, "postgres"), autocommit=True) as raw:
        raw.execute(f'CREATE DATABASE "{made}" TEMPLATE "{template or sa.make_url(url).database}" STRATEGY FILE_COPY')
    return sa.make_url(url).set(database=made).render_as_string(False)


def as_founded(template: str) -> str:
    """This process's copy of the template, with nothing in it that an earlier test left behind."""
    if template in KEPT:
        try:
            _put_back(KEPT[template])
        except psycopg.errors.UndefinedTable:  # a test took one away
            del KEPT[template]
    if template not in KEPT:
        KEPT[template] = new_database(template)
        _keep(KEPT[template])
    return KEPT[template]


def let_go() -> None:
    """A command leaves its connection to the end of its process, which here comes later."""
    while MADE:
        engine = MADE.pop()
        if engine.dialect.name == "postgresql":
            engine.dispose()


def _keep(url: str) -> None:
    """Remembers in the database itself what it holds."""
    with psycopg.connect(_plain(url)) as raw:
        tables = [name for (name,) in raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        raw.execute("CREATE SCHEMA founded")
        raw.execute("CREATE TABLE founded.at AS SELECT txid_current() AS act")
        steps = [_empty(name) for name in tables]
        for name in tables:
            (rows,) = raw.execute(SQL("SELECT count(*) FROM {}").format(Identifier(name))).fetchone() or (0,)
            if rows:
                raw.execute(SQL("CREATE TABLE founded.{0} AS TABLE public.{0}").format(Identifier(name)))
                steps[tables.index(name)] = _fill_again(name, rows)
        raw.execute(PUT_BACK.format(SQL(" ").join(steps)))


def _put_back(url: str) -> None:
    """Whoever still works in it, a test that has ended left behind: its connection is cut."""
    raw = _caretaker(url)
    raw.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    raw.execute("SELECT founded.put_back()")


@cache
def _caretaker(url: str) -> psycopg.Connection:
    raw = psycopg.connect(_plain(url), autocommit=True)
    raw.execute(SQL("SET lock_timeout = {}").format(HELD_UP_MS))
    return raw


def _empty(table: str) -> Composed:
    return SQL(
        "IF EXISTS (SELECT FROM public.{0}) THEN "
        "IF pg_table_size('public.{0}') > {1} THEN TRUNCATE public.{0} CASCADE; ELSE DELETE FROM public.{0}; END IF; "
        "END IF;"
    ).format(Identifier(table), BLOATED)


def _fill_again(table: str, rows: int) -> Composed:
    """Only where a row is newer than when it was last put back, or gone."""
    return SQL(
        "DELETE FROM public.{0} WHERE xmin::text::bigint > (SELECT act FROM founded.at); "
        "IF (SELECT count(*) <> {1} FROM public.{0}) THEN "
        "INSERT INTO public.{0} TABLE founded.{0} ON CONFLICT DO NOTHING; END IF;"
    ).format(Identifier(table), rows)


def share_connections() -> None:
    """Every application makes an engine, and each engine would connect anew to the database that is kept."""
    made = SQLAlchemy._make_engine
    known: dict[str, sa.Engine] = {}

    def shared(self: SQLAlchemy, bind_key: str | None, options: dict[str, Any], app: Flask) -> sa.Engine:
        url = sa.make_url(options["url"]).render_as_string(False)
        if url not in KEPT.values():
            MADE.append(made(self, bind_key, options, app))
            return MADE[-1]
        if url not in known:
            known[url] = made(self, bind_key, options, app)
        lent = known[url].execution_options()  # listens for itself, on the same connections
        lent.dispose = lambda close=True: None
        return lent

    SQLAlchemy._make_engine = shared


def _plain(url: str, database: str = "") -> str:
    named = sa.make_url(url).set(drivername="postgresql")
    return (named.set(database=database) if database else named).render_as_string(False)
