"""Tables of the people who work here: how they prove who they are. Who they are is in the signed directory."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import AwareTime, Base


class StaffAccount(Base):
    """How one person signs in. The identity is wrapped under a key that only the password gives.

    `is_provisional`: the password is a one-time one, and opens nothing but the way to one's own.
    """

    __tablename__ = "staff_account"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    sign_in_name: Mapped[str] = mapped_column(unique=True)
    salt: Mapped[bytes]
    kib: Mapped[int]
    passes: Mapped[int]
    verifier_hash: Mapped[bytes]
    sealed_identity: Mapped[bytes]
    failures: Mapped[int] = mapped_column(default=0)  # of browsers that never signed in before
    closed_until: Mapped[datetime | None] = mapped_column(AwareTime)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    code_failures: Mapped[int] = mapped_column(default=0)
    codes_closed_until: Mapped[datetime | None] = mapped_column(AwareTime)  # to codes that can be guessed
    pepper: Mapped[str | None]  # the name of the one that the password lies under


class StaffSession(Base):
    """One signed-in browser; opens only together with the cookie's secret and a live session pepper."""

    __tablename__ = "staff_session"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    sealed_identity: Mapped[bytes]
    language: Mapped[str] = mapped_column(default="id")
    age: Mapped[int] = mapped_column(default=0)
    begun_on: Mapped[date]
    challenges: Mapped[int] = mapped_column(default=0)  # passkey challenges spent: each counts once


class HalfSession(Base):
    """Somebody who gave the right password, and has five minutes for the rest. Opens no page but those of the door."""

    __tablename__ = "half_session"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    sealed_identity: Mapped[bytes]
    language: Mapped[str] = mapped_column(default="id")
    tries: Mapped[int] = mapped_column(default=0)
    challenges: Mapped[int] = mapped_column(default=0)
    age: Mapped[int] = mapped_column(default=0)


class StaffFactor(Base):
    """A second factor; what is compared lies sealed under a key that only the person's identity gives.

    `counter` only grows: the last time step of a code, or the signature counter of a passkey.
    """

    __tablename__ = "staff_factor"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    sealed_secret: Mapped[bytes]
    counter: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    added_on: Mapped[date]


class PasskeyWrap(Base):
    """The identity sealed a second time, under what one passkey answers; found by the hash of that answer's locator.

    `used_s` only grows: when the last challenge was drawn that this passkey answered.
    """

    __tablename__ = "passkey_wrap"

    locator_hash: Mapped[bytes] = mapped_column(primary_key=True)
    factor_id: Mapped[UUID] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    sealed_identity: Mapped[bytes]
    used_s: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class SpareCode(Base):
    """The keyed hash of a code on paper, deleted when it is used."""

    __tablename__ = "spare_code"

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)


class KnownBrowser(Base):
    """A browser in which this person has signed in before; its wrong tries are counted by themselves."""

    __tablename__ = "known_browser"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    code_failures: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None] = mapped_column(AwareTime)
    codes_closed_until: Mapped[datetime | None] = mapped_column(AwareTime)
    age: Mapped[int] = mapped_column(default=0)


class Voucher(Base):
    """What one person has and nobody can guess, known by its hash before any password: a spare code, a passkey, a
    one-time password. Wrong passwords that come with it are counted here. It opens nothing.

    `public_key` is a passkey's and serves here alone: a second step is held against the sealed one. `used_s` only
    grows: when the last challenge was drawn that this passkey answered.
    """

    __tablename__ = "voucher"

    secret_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    public_key: Mapped[bytes | None]
    used_s: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    failures: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None] = mapped_column(AwareTime)


class PendingKey(Base):
    """A public key that a person made and that no signed directory carries yet: nothing is sealed to it.

    `sealed_former` is the seed of the key before, under the new one: what lies sealed to it can be taken along.
    """

    __tablename__ = "pending_key"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    public_key: Mapped[bytes]
    sealed_former: Mapped[bytes]
    made_on: Mapped[date]


class Custody(Base):
    """The seed of a shared identity (oversight, custodian), sealed to one person who may use it.

    Empty once it was taken from them: they may have kept a copy, so the row stays until the key was replaced. A former
    seed has a name of its own, and the key that replaced it instead of a person (keyring.py).
    """

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
