"""Units that stand alike to everything that routing knows by name: a made-up report about one goes where one about any
other of them goes. So checks that try every unit try each such group once. Pure.

Rests on what routing and eligibility ask of a listed unit: its region, whether it is a whole government, and how it
stands in the tree to the units of people and of the jurisdiction. A rule that asks more must be told here.
"""

from collections.abc import Iterable, Mapping

from wbs.cases.eligibility import Person
from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.units import Organisation


def alike(organisation: Organisation, jurisdiction: Jurisdiction, people: Iterable[Person]) -> Mapping[str, str]:
    """Every open unit, in the order of the list, with the first one of its group."""
    known = {jurisdiction.inspectorate_unit, *jurisdiction.governor_units, *jurisdiction.desk_units.values()}
    for person in people:
        known |= {person.unit, *person.conflict_units}
    below = {code: organisation.subtree(code) for code in known}
    first: dict[object, str] = {}
    found = {}
    for code in (unit.code for unit in organisation.open_units()):
        above = frozenset(one for one, codes in below.items() if code in codes)
        stands = (
            organisation.region_of(code), organisation.is_root(code), above, organisation.subtree(code) & known,
        )  # fmt: skip
        found[code] = first.setdefault(stands, code)
    return found
