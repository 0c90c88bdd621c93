"""A report about any unit of a group goes where one about its first goes: every unit of two governments is tried."""

from dataclasses import replace

import pytest

from tests.organisation.desks import (
    DKI,
    DKI_UNITS,
    PESAWARAN,
    PESAWARAN_UNITS,
    administrators,
    dki_desks,
    pesawaran_desks,
)
from wbs.cases.alike_units import alike
from wbs.cases.report import Report
from wbs.cases.routing import routes

KINDS = ("pungli", "pembalasan")  # by territory, and past it


def dki_with_conflicts():
    """Somebody at each desk is away from home, or has declared a conflict; among them about a whole branch."""
    units = [unit.code for unit in DKI_UNITS.open_units()]
    desks = {}
    for count, (place, members) in enumerate(sorted(dki_desks().items())):
        first, *others = members
        conflicts = frozenset(units[count * 7 : count * 7 + 2])
        desks[place] = (replace(first, conflict_units=conflicts, unit=units[-count]), *others)
    return desks


@pytest.mark.parametrize(
    ("units", "jurisdiction", "desks", "people"),
    [
        (DKI_UNITS, DKI, dki_with_conflicts(), administrators()),
        (PESAWARAN_UNITS, PESAWARAN, pesawaran_desks(), ()),
    ],
)  # fmt: skip
def test_units_of_a_group_are_alike_to_every_rule(units, jurisdiction, desks, people) -> None:
    everybody = (*people, *(member for found in desks.values() for member in found))
    groups = alike(units, jurisdiction, everybody)
    assert list(groups) == [unit.code for unit in units.open_units()]
    assert len(set(groups.values())) < len(groups) / 2
    for kind in KINDS:
        found = {
            code: routes(Report("", kind, code, where="-"), units, desks, jurisdiction, people) for code in groups
        }
        assert [code for code, first in groups.items() if found[code] != found[first]] == []
