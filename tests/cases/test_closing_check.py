"""Who could decide closings, with nobody, one or two of them absent: heads and guests together."""

from dataclasses import replace

import pytest

from tests.organisation.desks import PESAWARAN, PESAWARAN_UNITS, Someone, name, pesawaran_desks
from wbs.cases.closing_check import check_closings
from wbs.cases.desk_check import NOTE, WARNING

DESK = ("main", "inspektorat")
GUESTS = tuple(
    Someone(name(64 + n), "Auditor Perwakilan", "", frozenset({"penyetuju_tamu"})) for n in range(3)
)  # fmt: skip


def check(heads: int, guests: tuple[Someone, ...] = ()) -> dict[str, tuple[str, str]]:
    """First words of each finding -> its severity and the rest."""
    desks = dict(pesawaran_desks())
    for place, members in desks.items():
        count = heads if place == DESK else 3
        desks[place] = tuple(
            replace(one, roles=frozenset({"irban"}) if n < count else one.roles) for n, one in enumerate(members)
        )
    desks.pop(("main", "perlindungan"))  # whose heads would read along
    people = {
        realm: [one for place, members in desks.items() for one in members if place[0] == realm]
        for realm in ("main", "bypass")
    }
    people["main"] += guests
    found = check_closings(PESAWARAN_UNITS, desks, PESAWARAN, people)
    return {one.sentence.split(":")[0]: (one.severity, one.sentence) for one in found}


def test_enough_heads_need_no_guest() -> None:
    assert check(3) == {}


@pytest.mark.parametrize(("heads", "guests"), [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)])
def test_guests_count_with_none_one_and_two_absent(heads: int, guests: int) -> None:
    able, found = heads + guests, check(heads, GUESTS[:guests])
    if able >= 3:
        assert found == {}
        return
    ((severity, said),) = found.values()
    assert severity == (NOTE if able == 2 else WARNING)
    assert "Inspektorat" in said
    assert ("tamu" in said) == (guests > 0)
    assert {0: "tidak ada yang dapat", 1: "mengusulkannya sendiri", 2: "Bila 2 orang"}[able] in said


def test_the_worst_report_counts_and_who_waits_for_a_key_does_not() -> None:
    barred = replace(GUESTS[0], conflict_units=frozenset({"PSW-DINKES"}))
    ((_, said),) = check(1, (barred,)).values()
    assert "hanya 1 orang dapat" in said
    ((_, said),) = check(1, (replace(GUESTS[0], is_provisional=True),)).values()
    assert "hanya 1 orang dapat" in said
