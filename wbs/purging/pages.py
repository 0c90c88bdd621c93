"""The pages about keeping and destroying as plain values: which of my cases are past their retention, and what of each.

A case that somebody holds no grant of is in no list, before its end as after it: minutes are for the two who signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases import labels
from wbs.cases.access import Held, hold
from wbs.cases.lifecycle import CLOSED, HEADS
from wbs.cases.proposals import OpenProposal, open_proposal
from wbs.cases.records import Case, Grant
from wbs.cases.vocabulary import CLOSINGS
from wbs.crypto.failures import Unreadable
from wbs.db import db
from wbs.purging.asking import kept
from wbs.purging.deciding import PURGE
from wbs.purging.records import CaseRetention, PurgedCase
from wbs.purging.retention import HELD, PROPOSED, REASONS, ends_on, latest_closing, why_kept
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.formats import day
from wbs.web.text import N_, _, gettext, language

MOST = 30  # on the page at once; the oldest first
OVER, MINE_TO_DECIDE, ON_ITS_WAY = N_("lewat masa simpan"), N_("menunggu keputusan Anda"), N_("akan dimusnahkan")


@dataclass(frozen=True)
class RetentionPage:
    """One case. `why` says what keeps it, "" when it may be proposed."""

    case_id: UUID
    number: str
    closed_on: date | None
    ended_on: date | None
    outcome: str
    state: str
    tone: str
    why: str = ""
    is_confirmed: bool = True
    is_on_its_way: bool = False
    proposal: OpenProposal | None = field(repr=False, default=None)
    proposed_by: str = ""
    may_decide: bool = False


@dataclass(frozen=True)
class Minute:
    """What is told of a destroyed case."""

    number: str
    closed_on: date | None
    purged_on: date
    proposed_by: str
    approved_by: str


def past_retention(instance: Instance, signed_in: SignedIn, now: datetime) -> tuple[tuple[RetentionPage, ...], int]:
    """My closed cases whose years are over, the longest closed first, and how many there are in all."""
    latest = latest_closing(instance.today(now), instance.settings.retention_years)
    mine = (
        Grant.person_id == signed_in.person.id, Grant.is_reserve.is_(False), Case.realm == signed_in.realm,
        Case.stage == CLOSED, Case.closed_on <= latest,
    )  # fmt: skip
    query = sa.select(Case.id).join(Grant, Grant.case_id == Case.id).where(*mine)
    total = db.session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    found = db.session.execute(query.order_by(Case.closed_on, Case.id).limit(MOST)).scalars().all()
    return tuple(_readable(instance, signed_in, found, now)), total


def retention_page(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> RetentionPage:
    """Raises NotFound without a grant."""
    held = hold(signed_in, case_id)
    directory = instance.directory(held.realm, now)
    today, years = instance.today(now), instance.settings.retention_years
    facts, proposal, row = kept(case_id), open_proposal(held), db.session.get(CaseRetention, case_id)
    why = why_kept(facts, today, years)
    if proposal is not None and proposal.act != PURGE.act:
        proposal = None
    may_decide = proposal is not None and _may_decide(signed_in, proposal)
    is_on_its_way = row is not None and row.purge_on is not None
    state, tone = _state(why, facts.review_on, may_decide=may_decide, is_on_its_way=is_on_its_way)
    return RetentionPage(
        case_id, held.number, held.closed_on, ends_on(held.closed_on, years) if held.closed_on else None,
        _outcome(held), state, tone, gettext(REASONS[why]) if why else "", held.is_confirmed, is_on_its_way,
        proposal if held.is_confirmed else None, _name(directory, proposal.proposer_id) if proposal else "", may_decide,
    )  # fmt: skip


def minutes(instance: Instance, signed_in: SignedIn, now: datetime) -> tuple[Minute, ...]:
    """What this officer has signed and a night has carried out, the newest first."""
    me, directory = signed_in.person.id, instance.directory(signed_in.realm, now)
    query = sa.select(PurgedCase).where(
        PurgedCase.realm == signed_in.realm, sa.or_(PurgedCase.proposer_id == me, PurgedCase.approver_id == me)
    )
    rows = db.session.execute(query.order_by(PurgedCase.purged_on.desc(), PurgedCase.number)).scalars().all()
    return tuple(
        Minute(
            row.number, row.closed_on, row.purged_on, _name(directory, row.proposer_id),
            _name(directory, row.approver_id),
        )
        for row in rows
    )  # fmt: skip


def _readable(instance: Instance, signed_in: SignedIn, cases: list[UUID], now: datetime) -> Iterator[RetentionPage]:
    """A damaged row must not take the others with it; the case's own page raises the alarm."""
    for case_id in cases:
        try:
            yield retention_page(instance, signed_in, case_id, now)
        except Unreadable:
            continue


def _may_decide(signed_in: SignedIn, proposal: OpenProposal) -> bool:
    return signed_in.person.has_role(*HEADS) and proposal.proposer_id != signed_in.person.id


def _state(why: str, review_on: date | None, *, may_decide: bool, is_on_its_way: bool) -> tuple[str, str]:
    """In a few words, and its tone."""
    if may_decide:
        return gettext(MINE_TO_DECIDE), "wait"
    if is_on_its_way and not why:
        return gettext(ON_ITS_WAY), "bad"
    if why == PROPOSED:
        return _("menunggu orang kedua"), "wait"
    if why == HELD and review_on:
        return _("disimpan sampai %(day)s", day=day(review_on, language())), ""
    return (_("disimpan"), "") if why else (gettext(OVER), "")


def _outcome(held: Held) -> str:
    """Nothing of the card before the question of conflicts is answered."""
    if not held.is_confirmed or not held.card.outcome:
        return ""
    return labels.label(CLOSINGS, held.card.outcome)


def _name(directory: Directory, person_id: UUID) -> str:
    return labels.person_name(directory, person_id)
