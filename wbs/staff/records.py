"""Tables of the people who work here: how they prove who they are. Who they are is in the signed directory."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import AwareTime, Base


class StaffAccount(Base):
    """How one person signs in. The identity is wrapped under a key that only the password gives."""

    __tablename__ = "staff_account"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    sign_in_name: Mapped[str] = mapped_column(unique=True)
    salt: Mapped[bytes]
    kib: Mapped[int]
    passes: Mapped[int]
    verifier_hash: Mapped[bytes]
    sealed_identity: Mapped[bytes]
    failures: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None] = mapped_column(AwareTime)


class StaffSession(Base):
    """One signed-in browser; opens only together with the cookie's secret and a live session pepper."""

    __tablename__ = "staff_session"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    sealed_identity: Mapped[bytes]
    language: Mapped[str] = mapped_column(default="id")
    age: Mapped[int] = mapped_column(default=0)


class Custody(Base):
    """The seed of a shared identity (oversight, custodian), sealed to one person who may use it."""

    __tablename__ = "custody"

    realm: Mapped[str] = mapped_column(primary_key=True)
    shared: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed_seed: Mapped[bytes]


class DirectorySeen(Base):
    """The highest directory serial this installation has seen, per realm."""

    __tablename__ = "directory_seen"

    realm: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int]


class StaffMail(Base):
    """The office address at which a person hears that something waits; never what."""

    __tablename__ = "staff_mail"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str]
