"""Proposing changes of units: looked at first (`weigh`), then written down. One waiting proposal for each unit."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.db import transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.ledger.append import record
from wbs.organisation.units import Organisation, Unit
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.structure import steps
from wbs.structure.lists import APPROVED, OPEN, latest, list_of, proposals, states_to_json, with_proposals
from wbs.structure.records import UnitChange
from wbs.structure.rules import bad_code, facts_problem, may_propose, merge_problem, problems, some
from wbs.structure.steps import States
from wbs.web.text import N_, _

CODE_TAKEN = N_("Kode %(code)s sudah dipakai. Kode unit yang ditutup pun tidak dipakai lagi.")
REALM = "main"  # the government, and with it the list, stands in its directory


@dataclass(frozen=True)
class Weighed:
    """What a change would do to the list as it is last, and what speaks against it."""

    before: Organisation
    states: States
    problems: tuple[str, ...]


def propose_unit(instance: Instance, signed_in: SignedIn, unit: Unit, since: date, now: datetime) -> UUID:
    """A unit that is not in the list. Raises NotAllowed, Refused."""

    def new(organisation: Organisation) -> States:
        if unit.code in organisation.units:
            raise Refused(_(CODE_TAKEN, code=unit.code))
        _require(bad_code(unit.code, organisation) or facts_problem(unit))
        return steps.stated(organisation, unit)

    return _propose(instance, signed_in, steps.NEW, unit.code, new, since, now)


def propose_change(instance: Instance, signed_in: SignedIn, unit: Unit, since: date, now: datetime) -> UUID:
    """Other facts of an open unit: its name, parent, kind, region. Raises NotAllowed, NotFound, Refused."""

    def changed(organisation: Organisation) -> States:
        _require_open(organisation, unit.code)
        _require(facts_problem(unit))
        return steps.stated(organisation, unit)

    return _propose(instance, signed_in, steps.CHANGE, unit.code, changed, since, now)


def propose_merge(instance: Instance, signed_in: SignedIn, code: str, into: str, since: date, now: datetime) -> UUID:
    def merged(organisation: Organisation) -> States:
        _require_open(organisation, code)
        _require(merge_problem(organisation, code, into))
        return steps.merged(organisation, code, into)

    return _propose(instance, signed_in, steps.MERGE, code, merged, since, now)


def propose_closing(instance: Instance, signed_in: SignedIn, code: str, since: date, now: datetime) -> UUID:
    def closed(organisation: Organisation) -> States:
        _require_open(organisation, code)
        return steps.closed(organisation, code)

    return _propose(instance, signed_in, steps.CLOSE, code, closed, since, now)


def propose_import(
    instance: Instance, signed_in: SignedIn, listed: Organisation, since: date, now: datetime
) -> UUID:
    return _propose(
        instance, signed_in, steps.IMPORT, "", lambda organisation: steps.imported(organisation, listed), since, now
    )


def weigh(instance: Instance, make: Callable[[Organisation], States], since: date, now: datetime) -> Weighed:
    """Writes nothing. Raises Refused where what waits already does not fit together."""
    government = instance.directories.government()
    units = list_of(government)
    before, waiting = latest(units), proposals(OPEN, APPROVED)
    states = make(before)
    taken = sorted({unit.code for unit in states} & {code for one in waiting for code in one.codes})
    if taken:
        names = some([before.short_name_of(code) for code in taken])
        return Weighed(before, states, (_("Untuk %(names)s sudah ada usulan. Selesaikan itu dulu.", names=names),))
    found = problems(
        before, states, since, instance.today(now), with_proposals(units, waiting), government.jurisdiction
    )
    return Weighed(before, states, found)


def require_proposer(signed_in: SignedIn) -> None:
    """Raises NotAllowed."""
    if signed_in.realm != REALM or not may_propose(signed_in.person):
        raise NotAllowed


def _propose(
    instance: Instance, signed_in: SignedIn, kind: str, code: str, make: Callable[[Organisation], States],
    since: date, now: datetime,
) -> UUID:  # fmt: skip
    require_proposer(signed_in)
    change_id = uuid4()
    with transaction() as session:
        weighed = weigh(instance, make, since, now)
        _require(" ".join(weighed.problems))
        written = states_to_json(weighed.states)
        place = session.execute(sa.select(sa.func.coalesce(sa.func.max(UnitChange.place), 0))).scalar_one() + 1
        session.add(
            UnitChange(
                id=change_id, place=place, kind=kind, code=code, states=written, effective_on=since,
                proposer_id=signed_in.person.id, proposed_on=instance.today(now),
            )
        )  # fmt: skip
        record(
            instance.pen("staff"), REALM, "units:proposed", now, by=signed_in.get_id(), change=kind,
            sha256=sha256_of(written),
        )  # fmt: skip
    return change_id


def sha256_of(written: str) -> str:
    """Of the states as they are stored: proposal, decision and list can be told to be about the same."""
    return hashlib.sha256(written.encode()).hexdigest()


def _require_open(organisation: Organisation, code: str) -> None:
    if code not in organisation.units:
        raise NotFound
    if not organisation.is_open(code):
        raise Refused(_("Unit ini sudah ditutup. Buka kembali lewat impor daftar."))


def _require(problem: str) -> None:
    if problem:
        raise Refused(problem)
