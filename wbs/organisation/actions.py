"""Changes to the organisation, each inside an open transaction. The ledger entry is the caller's: a neighbour's."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from wbs.db import db
from wbs.errors import Refused
from wbs.organisation.calendar import CORRECTION_KINDS, Correction
from wbs.organisation.queries import UNIT_FIELDS
from wbs.organisation.records import CalendarCorrection, UnitRecord
from wbs.organisation.units import Organisation


@dataclass(frozen=True)
class Imported:
    """Codes by what the import did; `absent` ones are in the table but no longer in the list, and stay."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    absent: tuple[str, ...]


def import_units(organisation: Organisation) -> Imported:
    """Makes the table hold these units; doing it again changes nothing."""
    stored = {row["code"]: dict(row) for row in db.session.execute(sa.select(UnitRecord.__table__)).mappings()}
    wanted = _rows(organisation)
    added = tuple(code for code in wanted if code not in stored)
    changed = tuple(code for code in wanted if code in stored and stored[code] != wanted[code])
    if added:
        db.session.execute(sa.insert(UnitRecord), [wanted[code] for code in _parents_first(added, organisation)])
    if changed:
        db.session.execute(sa.update(UnitRecord), [wanted[code] for code in changed])
    return Imported(added, changed, tuple(code for code in stored if code not in wanted))


def correct_calendar(correction: Correction) -> None:
    """Sets one day; a later word about the same day replaces the earlier one. Raises Refused."""
    if correction.kind not in CORRECTION_KINDS:
        raise Refused("Pilih libur atau kerja untuk hari ini.")
    if not (correction.source.strip() and correction.confirmed_by.strip()):
        raise Refused("Tulis sumber perubahan hari dan siapa yang memastikannya.")
    db.session.merge(CalendarCorrection(**asdict(correction)))


def _rows(organisation: Organisation) -> Mapping[str, dict[str, Any]]:
    return {
        unit.code: {**{name: getattr(unit, name) for name in UNIT_FIELDS}, "place": n}
        for n, unit in enumerate(organisation.units.values())
    }


def _parents_first(codes: tuple[str, ...], organisation: Organisation) -> list[str]:
    return sorted(codes, key=lambda code: len(organisation.ancestors(code)))
