"""The work list: one page of the cases an officer holds a grant of, in a fixed number of queries at any size.

Only the cards of the page are opened; filters that need a card open at most MOST_OPENED of the officer's cases in
memory, and the page says so when there are more. A grant opened by HPKE for the first time is kept under the
officer's list key, so that the next list costs microseconds a row. Knows no words and no page.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import grant_key, rewrap
from wbs.cases.card import Card, open_card
from wbs.cases.filters import BOTH, CLOSED, OPEN, OVERDUE, THIS_WEEK, Filters, week_ends_on
from wbs.cases.lifecycle import CLOSED as CLOSED_STAGE
from wbs.cases.records import Case, Grant
from wbs.crypto.case_key import CaseKey
from wbs.crypto.failures import Unreadable
from wbs.db import db
from wbs.organisation.units import Organisation
from wbs.staff.signing_in import SignedIn

PAGE = 50
MOST_OPENED = 2_000
MINE, ALL = "mine", "all"
alarm = logging.getLogger("wbs.alarm")

Selected = sa.Select[Any]


@dataclass(frozen=True)
class Line:
    """One case in a list. `card` is None for a damaged row, which must not take the other rows with it."""

    case_id: UUID
    number: str
    opened_on: date
    due_on: date
    stage: str
    waiting: str | None
    waiting_since: date | None
    closed_on: date | None
    is_my_turn: bool
    is_confirmed: bool
    card: Card | None = field(repr=False)


@dataclass(frozen=True)
class Worklist:
    """One page of a list. `is_cut`: only the first MOST_OPENED cases were looked through."""

    lines: tuple[Line, ...]
    total: int
    page: int
    is_cut: bool = False

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.lines else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.lines)


def list_cases(
    signed_in: SignedIn, scope: str, filters: Filters, page: int, today: date, organisation: Organisation
) -> Worklist:
    """One page of MINE (it is my move, by due day) or ALL my cases; a page beyond the last shows the last."""
    narrowed = _narrowed(signed_in, scope, filters, today)
    if filters.needs_cards():
        return _looked_through(signed_in, narrowed, scope, filters, page, organisation)
    total = _count(narrowed) if scope != MINE or filters.is_narrow() else count_my_moves(signed_in)
    page = _within(page, total)
    query = _columns(signed_in, _chosen(narrowed, scope, filters).limit(PAGE).offset((page - 1) * PAGE), scope, filters)
    return Worklist(tuple(_open(signed_in, query)), total, page)


def open_cases(signed_in: SignedIn, today: date) -> list[Line]:
    """All open cases of this officer at once, at most MOST_OPENED, with their cards."""
    filters = Filters()
    chosen = _chosen(_narrowed(signed_in, ALL, filters, today), ALL, filters).limit(MOST_OPENED)
    return _open(signed_in, _columns(signed_in, chosen, ALL, filters))


def count_my_moves(signed_in: SignedIn) -> int:
    """How many cases wait for this officer: one range of one index."""
    query = sa.select(sa.func.count()).select_from(Grant).where(*_own(signed_in), Grant.turn_due_on.is_not(None))
    return db.session.execute(query).scalar_one()


def find_by_number(signed_in: SignedIn, number: str) -> UUID | None:
    """The case of exactly this number, if the officer holds it; a stranger's case is none."""
    query = (
        sa.select(Case.id).join(Grant, Grant.case_id == Case.id)
        .where(Case.number == number, Case.realm == signed_in.realm, *_own(signed_in))
    )
    return db.session.execute(query).scalar()


def _own(signed_in: SignedIn) -> tuple[sa.ColumnElement[bool], ...]:
    return Grant.person_id == signed_in.person.id, Grant.is_reserve.is_(False)


def _narrowed(signed_in: SignedIn, scope: str, filters: Filters, today: date) -> list[sa.ColumnElement[bool]]:
    """The conditions that the database answers."""
    found = list(_own(signed_in))
    if scope == MINE:
        found.append(Grant.turn_due_on.is_not(None))
    elif filters.show != BOTH:
        found.append(Case.stage == CLOSED_STAGE if filters.show == CLOSED else Case.stage != CLOSED_STAGE)
    if filters.stage:
        found.append(Case.stage == filters.stage)
    if filters.waiting:
        found.append(Case.waiting == filters.waiting)
    if filters.due:
        found += _due(filters.due, today)
    if filters.holder:
        theirs = sa.select(sa.literal(1)).select_from(_holder).where(_holder.c.case_id == Grant.case_id)
        found.append(theirs.where(_holder.c.holds.is_(True), _holder.c.person_id == UUID(filters.holder)).exists())
    return found


_holder = Grant.__table__.alias("holder")


def _due(due: str, today: date) -> list[sa.ColumnElement[bool]]:
    """A stopped clock is not overdue."""
    running = [Case.stage != CLOSED_STAGE, sa.or_(Case.waiting.is_(None), Case.waiting != "pelapor")]
    spans = {OVERDUE: [Case.due_on < today], THIS_WEEK: [Case.due_on.between(today, week_ends_on(today))]}
    return [*running, *spans[due]]


def _count(narrowed: list[sa.ColumnElement[bool]]) -> int:
    query = sa.select(sa.func.count()).select_from(Grant).join(Case, Case.id == Grant.case_id).where(*narrowed)
    return db.session.execute(query).scalar_one()


def _chosen(narrowed: list[sa.ColumnElement[bool]], scope: str, filters: Filters) -> Selected:
    """The grants of the list in order, and nothing else of them: what is skipped is never read whole."""
    query = sa.select(Grant.id).where(*narrowed).order_by(*_order(scope, filters))
    if scope == MINE and not filters.is_narrow():
        return query  # answered by the index alone
    return query.join(Case, Case.id == Grant.case_id)


def _columns(signed_in: SignedIn, chosen: Selected, scope: str, filters: Filters) -> Selected:
    hpke = sa.case((Grant.sealed_list_key.is_(None), Grant.sealed_case_key), else_=None).label("sealed_case_key")
    query = sa.select(
        Case.id.label("case_id"), Case.realm, Case.number, Case.opened_on, Case.due_on, Case.stage, Case.waiting,
        Case.waiting_since, Case.closed_on, Case.commitment, Case.sealed_card, Grant.id, Grant.person_id,
        Grant.reason, Grant.turn_due_on, Grant.is_confirmed, Grant.sealed_list_key, hpke,
    )
    listed = query.join(Grant, Grant.case_id == Case.id).where(Grant.id.in_(chosen), Case.realm == signed_in.realm)
    return listed.order_by(*_order(scope, filters))


def _order(scope: str, filters: Filters) -> tuple[sa.ColumnElement[Any], ...]:
    if scope == MINE:
        return Grant.turn_due_on, Grant.case_id
    if filters.show == OPEN:
        return Case.due_on, Grant.case_id
    return Case.opened_on.desc(), Grant.case_id


def _looked_through(
    signed_in: SignedIn, narrowed: list[sa.ColumnElement[bool]], scope: str, filters: Filters, page: int,
    organisation: Organisation,
) -> Worklist:
    chosen = _chosen(narrowed, scope, filters).limit(MOST_OPENED + 1)
    lines = _open(signed_in, _columns(signed_in, chosen, scope, filters))
    looked_at = lines[:MOST_OPENED]
    found = [line for line in looked_at if line.card and filters.fits(line.number, line.card, organisation)]
    page = _within(page, len(found))
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Worklist(tuple(shown), len(found), page, is_cut=len(lines) > MOST_OPENED)


def _within(page: int, total: int) -> int:
    return max(1, min(page, -(-total // PAGE)))


def _open(signed_in: SignedIn, query: Selected) -> list[Line]:
    """Opens the cards of the rows, and keeps the grants that were opened by HPKE under the list key."""
    rows: Sequence[Any] = db.session.execute(query).all()
    fresh: dict[UUID, tuple[CaseKey, str]] = {}
    lines = [_line(row, _card(signed_in, row, fresh)) for row in rows]
    rewrap(signed_in, fresh)
    return lines


def _card(signed_in: SignedIn, row: Any, fresh: dict[UUID, tuple[CaseKey, str]]) -> Card | None:
    try:
        key = grant_key(signed_in, row, row.realm)
        card = open_card(row.sealed_card, key, row.realm, row.case_id)
        if row.sealed_list_key is None:
            if key.commitment != row.commitment:
                raise Unreadable
            fresh[row.id] = (key, row.realm)
    except Unreadable:
        alarm.error("Unreadable card in a list")
        return None
    return card


def _line(row: Any, card: Card | None) -> Line:
    return Line(
        row.case_id, row.number, row.opened_on, row.due_on, row.stage, row.waiting, row.waiting_since, row.closed_on,
        row.turn_due_on is not None, row.is_confirmed, card,
    )
