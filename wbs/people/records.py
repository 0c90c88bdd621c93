"""Tables of changes to the directory and of those who wait for keys. Both name staff, never a case."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import Base


class DirectoryChange(Base):
    """One proposed change; `kind` is a key of `terms.KINDS`, state "open", "approved", "returned" or "done".

    `terms` is JSON of names, roles and public keys, what the signed directory itself says in clear, and of the reason
    why a conflict is none any more. A statement of no conflicts is a row that is done at once.
    """

    __tablename__ = "directory_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    kind: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(index=True)
    terms: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    proposer_id: Mapped[UUID]
    decider_id: Mapped[UUID | None]
    proposed_on: Mapped[date]
    decided_on: Mapped[date | None]


class GrantRequest(Base):
    """A person waits for the keys of the open cases of a desk. Which those are, it does not say.

    `reason` becomes the grant's. A stand-in's has an end; it stays until the grants given for it are gone.
    """

    __tablename__ = "grant_request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(index=True)
    desk: Mapped[str]
    reason: Mapped[str]
    stands_for: Mapped[UUID | None]
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]


class AccessAnswer(Base):
    """What a reviewer said of one person in one quarter: "keep" or "remove", and of which roles and desks."""

    __tablename__ = "access_answer"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    quarter_on: Mapped[date] = mapped_column(primary_key=True)  # its first day
    realm: Mapped[str]
    answer: Mapped[str]
    about: Mapped[str]
    reviewer_id: Mapped[UUID]
    answered_on: Mapped[date]


class GrantAnswer(Base):
    """A holder has given what they could; so many of their cases the rules keep from the person."""

    __tablename__ = "grant_answer"

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("grant_request.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    left_over: Mapped[int]
