"""The tables of the log (migration 0001 makes them and the triggers that keep `ledger_entry` append-only)."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import RANDOM_ORDER, Base


class PendingEntry(Base):
    """Written in the act's own transaction, waiting to enter the log. The random key is the only order on disk."""

    __tablename__ = "ledger_pending"
    __table_args__ = RANDOM_ORDER

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True)
    realm: Mapped[str] = mapped_column(sa.String(16))
    waits_for: Mapped[str] = mapped_column(sa.String(8))
    entry: Mapped[bytes] = mapped_column(sa.LargeBinary)
    mac: Mapped[bytes] = mapped_column(sa.LargeBinary)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary)
    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary)
    refused: Mapped[str | None] = mapped_column(sa.String(16))  # why the sequencer left it here


class SequencedEntry(Base):
    """The log itself; `seq` counts from 0 and is the index of the leaf."""

    __tablename__ = "ledger_entry"
    __table_args__ = RANDOM_ORDER

    realm: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[bytes] = mapped_column(sa.LargeBinary)
    mac: Mapped[bytes] = mapped_column(sa.LargeBinary)
    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary, unique=True)


class LeafSalt(Base):
    """In a table of its own because it may be deleted: without it a leaf no longer betrays its entry."""

    __tablename__ = "ledger_salt"
    __table_args__ = RANDOM_ORDER

    realm: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Head(Base):
    """The tree as the sequencer left it, under the worker's MAC."""

    __tablename__ = "ledger_head"

    realm: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    root: Mapped[bytes] = mapped_column(sa.LargeBinary)
    frontier: Mapped[bytes] = mapped_column(sa.LargeBinary)
    mac: Mapped[bytes] = mapped_column(sa.LargeBinary)


class CasePseudonym(Base):
    """Under which name a case appears in the log; the row is dropped at purge."""

    __tablename__ = "case_pseudonym"
    __table_args__ = RANDOM_ORDER

    case_id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True)
    pseudonym: Mapped[str] = mapped_column(sa.String(32), unique=True)
