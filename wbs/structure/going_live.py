"""From approved proposals to the list in the next directory, and what is written down when that is in place.

Signing and installing are the directory's matter (wbs/people): here it is said what the signed list must be.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import Grant
from wbs.db import transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.organisation.government import Government
from wbs.organisation.unit_list import UnitList
from wbs.staff.instance import Instance
from wbs.structure.differences import GROUPS, difference, told
from wbs.structure.lists import (
    APPROVED,
    DONE,
    Proposal,
    latest,
    list_of,
    proposals,
    proposals_with_ids,
    with_proposals,
)
from wbs.structure.proposing import REALM
from wbs.structure.records import UnitChange
from wbs.web.text import gettext

_LAST = date.max
NOT_APPROVED = "Berkas ini memuat perubahan unit yang tidak (lagi) disetujui di halaman Unit. Ekspor lagi."


@dataclass(frozen=True)
class Following:
    """The government as the next directory is to have it, and the proposals that make it so."""

    government: Government
    changes: tuple[UUID, ...]


def following(instance: Instance) -> Following | None:
    """With everything that is approved; None when nothing is. Raises Refused."""
    found = proposals(APPROVED)
    if not found:
        return None
    government = instance.directories.government()
    units = with_proposals(list_of(government), found)
    return Following(replace(government, units=units), tuple(one.id for one in found))


def governed_by(before: Government, changes: Sequence[UUID]) -> Government:
    """What these approved proposals make of the government of the directory before. Raises Refused."""
    found = proposals_with_ids(changes)
    if len(found) != len(set(changes)) or any(one.state not in (APPROVED, DONE) for one in found):
        raise Refused(NOT_APPROVED)
    return replace(before, units=with_proposals(list_of(before), found))


def note_in_force(instance: Instance, changes: Sequence[UUID], now: datetime) -> None:
    """Notes that the list is in force; nothing when it was noted before.

    Who may stand in one line with a reported unit since then is asked about conflicts anew, case by case."""
    waiting = [one.id for one in proposals_with_ids(changes) if one.state == APPROVED]
    if not waiting:
        return
    units = list_of(instance.directories.government())
    moved = _asked_again(instance, units, proposals_with_ids(waiting), now)
    with transaction() as session:
        session.execute(sa.update(Grant).where(Grant.person_id.in_(moved)).values(is_confirmed=False))
        session.execute(sa.update(UnitChange).where(UnitChange.id.in_(waiting)).values(state=DONE))
        record(instance.pen("worker"), REALM, "units:changed", now, sha256=sha256_of_list(units))


def _asked_again(
    instance: Instance, units: UnitList, found: Sequence[Proposal], now: datetime
) -> frozenset[UUID]:
    """People of the units that came under another one, or over which another one came."""
    after = latest(units)
    codes = {unit.code for one in found for unit in one.states if unit.code in after.units}
    lines = {each for code in codes for each in (*after.subtree(code), *after.ancestors(code))}
    reached = {code for code in lines if not after.is_root(code)}
    return frozenset(
        person.id
        for directory in instance.directories.all(instance.today(now))
        for person in directory.people
        if not reached.isdisjoint({person.unit, *person.conflict_units})
    )


def sha256_of_list(units: UnitList) -> str:
    document = json.dumps(units.to_document(), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(document.encode()).hexdigest()


def told_to_signer(before: UnitList | None, after: UnitList | None) -> tuple[str, ...]:
    """Every new state in words. Whoever signs has the two documents only, so nothing but them is asked."""
    if before == after or after is None:
        return ()
    if before is None:
        undated = UnitList(tuple(state for state in after.states if state.since is None))
        return (f"DAFTAR UNIT MASUK DIREKTORI: {len(undated.states)} unit.", *_told(undated, after))
    if after.new_since(before) is None:
        return ("RIWAYAT UNIT BERUBAH. Ini tidak pernah datang dari halaman Unit.",)
    return _told(before, after)


def _told(before: UnitList, after: UnitList) -> tuple[str, ...]:
    """States in their order, each against the one of the same unit before it."""
    known = {state.unit.code: state.unit for state in before.states}
    was, becomes = before.on(_LAST), after.on(_LAST)
    found = []
    for state in after.new_since(before) or ():
        one = difference(known.get(state.unit.code), state.unit)
        known[state.unit.code] = state.unit
        found.append(f"UNIT mulai {state.since}: {gettext(GROUPS[one.group])}: {told(one, was, becomes)}")
    return tuple(found)
