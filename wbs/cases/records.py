"""Tables of the archive. What stands here in clear is what queries and deadlines need, and nothing that was told.

Every table that a reporter's act writes has random keys and no rowid, and no time finer than a day but ticks, which a
night takes out again (flattening.py).
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import RANDOM_ORDER, AwareTime, Base


def _case_id() -> Mapped[UUID]:
    return mapped_column(sa.ForeignKey("case_file.id"), index=True)


class Case(Base):
    """One case. `stage` and `waiting` are keys of keys.json; unit, kind, flags, desk and outcome are in the card."""

    __tablename__ = "case_file"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    opened_on: Mapped[date]
    due_on: Mapped[date]
    stage: Mapped[str]
    waiting: Mapped[str | None]
    waiting_since: Mapped[date | None]
    closed_on: Mapped[date | None]
    commitment: Mapped[str]
    sealed_card: Mapped[bytes]


class Grant(Base):
    """The case key for one person. No row, no case: no page, list, count, search or export shows it.

    `turn_due_on` is the due day while it is this person's move, else null: the work list is one index range. In a
    closed case to which the reporter wrote it is the day by which they are promised a word.
    `is_reserve` marks the next desk's grants of an urgent case, which do not exist for anybody until it escalates.
    """

    __tablename__ = "case_grant"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "person_id"),
        sa.Index("ix_case_grant_turn", "person_id", "is_reserve", "turn_due_on", "case_id"),
        RANDOM_ORDER,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    person_id: Mapped[UUID]
    reason: Mapped[str]
    sealed_case_key: Mapped[bytes]
    sealed_list_key: Mapped[bytes | None]
    holds: Mapped[bool] = mapped_column(default=False)
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    is_reserve: Mapped[bool] = mapped_column(default=False)
    turn_due_on: Mapped[date | None]


class RecoveryGrant(Base):
    """The case key for the realm's recovery quorum."""

    __tablename__ = "recovery_grant"
    __table_args__ = (RANDOM_ORDER,)

    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_file.id"), primary_key=True)
    sealed_case_key: Mapped[bytes]


class SealedReport(Base):
    """The report as told, under the channel key."""

    __tablename__ = "sealed_report"
    __table_args__ = (RANDOM_ORDER,)

    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_file.id"), primary_key=True)
    sealed_report: Mapped[bytes]


class NamedIdentity(Base):
    """Who the reporter is, if they chose to say so: the key is in two halves, custodian and dossier."""

    __tablename__ = "named_identity"
    __table_args__ = (RANDOM_ORDER,)

    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_file.id"), primary_key=True)
    sealed_identity: Mapped[bytes]
    sealed_custodian_half: Mapped[bytes]
    sealed_dossier_half: Mapped[bytes]


class Contact(Base):
    """Where "there is news" may be sent, sealed to the notifier; `language` of the mail."""

    __tablename__ = "contact"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    sealed_key: Mapped[bytes]
    sealed_address: Mapped[bytes]
    language: Mapped[str] = mapped_column(default="id")


class Mailbox(Base):
    """What the reporter's code opens: the channel key of one case."""

    __tablename__ = "mailbox"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    locate: Mapped[bytes] = mapped_column(unique=True)
    case_id: Mapped[UUID] = _case_id()
    sealed_channel: Mapped[bytes]
    pepper: Mapped[str | None]  # the name of the one that the code lies under; None: from before names were noted


class Message(Base):
    """One letter of the dialogue; `position` and the hash of the one before are bound into the seal."""

    __tablename__ = "message"
    __table_args__ = (sa.UniqueConstraint("case_id", "position"), RANDOM_ORDER)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    position: Mapped[int]
    direction: Mapped[str]
    sealed_body: Mapped[bytes]
    written_on: Mapped[date]
    visible_from: Mapped[datetime | None] = mapped_column(AwareTime)


class Note(Base):
    """What officers write for each other: notes, directives, conclusions, under the dossier key."""

    __tablename__ = "note"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    written_at: Mapped[datetime] = mapped_column(AwareTime)
    sealed_body: Mapped[bytes]


class Proposal(Base):
    """An act that needs a second person: "close", "reopen" or "purge"; state "open", "approved" or "returned"."""

    __tablename__ = "proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    act: Mapped[str]
    proposer_id: Mapped[UUID]
    decider_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="open")
    proposed_on: Mapped[date]
    sealed_terms: Mapped[bytes]


class TimelineRow(Base):
    """One line of the reporter's timeline: a template key and a day, never text. `until` is a promised day."""

    __tablename__ = "timeline_row"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    template: Mapped[str]
    day: Mapped[date]
    visible_from: Mapped[datetime | None] = mapped_column(AwareTime)
    until: Mapped[date | None]


class Escalation(Base):
    """An urgent case that nobody has opened yet: on `next_on` it goes one step further."""

    __tablename__ = "escalation"
    __table_args__ = (RANDOM_ORDER,)

    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_file.id"), primary_key=True)
    step: Mapped[int] = mapped_column(default=0)
    next_on: Mapped[date]


class FacetEpoch(Base):
    """The first state of one process's facet ratchet, sealed to oversight; `oversight_id` names that key."""

    __tablename__ = "facet_epoch"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    sealed_first: Mapped[bytes]
    oversight_id: Mapped[str | None]  # key id; none in rows that are older than the column


class FacetRecord(Base):
    """One statistics record; which case it describes is inside."""

    __tablename__ = "facet_record"
    __table_args__ = (RANDOM_ORDER,)

    tag: Mapped[bytes] = mapped_column(primary_key=True)
    epoch_id: Mapped[UUID] = mapped_column(sa.ForeignKey("facet_epoch.id"), index=True)
    sealed_record: Mapped[bytes]


class Attachment(Base):
    """One file of a case, of the reporter or of the office: everything about it is in the sealed manifest."""

    __tablename__ = "attachment"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = _case_id()
    direction: Mapped[str]
    added_on: Mapped[date]
    sealed_manifest: Mapped[bytes]


class SealedBlob(Base):
    """Where the store keeps the bytes: `part` is "file" or "original"; hash and size are of the sealed bytes.

    `name` is the store's name, 32 hex digits. `damage` is what `wbs verify` found last: "", "missing" or "damaged".
    """

    __tablename__ = "sealed_blob"
    __table_args__ = (sa.UniqueConstraint("attachment_id", "part"), RANDOM_ORDER)

    name: Mapped[UUID] = mapped_column(primary_key=True)
    attachment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("attachment.id"))
    part: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    is_levelled: Mapped[bool] = mapped_column(default=False)
    damage: Mapped[str] = mapped_column(default="")


class FileUse(Base):
    """Who opened a file on which day: `act` is "viewed" or "downloaded". The ledger has each with its second."""

    __tablename__ = "file_use"
    __table_args__ = (sa.UniqueConstraint("attachment_id", "person_id", "act", "used_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attachment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("attachment.id"))
    person_id: Mapped[UUID]
    act: Mapped[str]
    used_on: Mapped[date]
