"""All releases of two years, with their semesters and years, against one solver that holds every one of them."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oversight.attacker import Attacker
from tests.oversight.world import REGIONS, UNIT_KINDS, Weekdays, some_cases
from wbs.oversight.figures import STOCKS_AT_END, STOCKS_AT_START, Figures, combine, series
from wbs.oversight.periods import Period, periods_between
from wbs.oversight.publication import Duration, Published, compose, equations_of, joined, publish
from wbs.oversight.suppression import STAFF, Equation, Policy, suppress
from wbs.oversight.tables import sheet_of

AS_OF = date(2027, 6, 1)
QUARTERS = periods_between(date(2026, 1, 1), date(2027, 3, 31), "triwulan")


def quarters(seed: int, count: int) -> tuple[Figures, ...]:
    return series(some_cases(seed, count), QUARTERS, AS_OF, Weekdays(), unit_kinds=UNIT_KINDS, regions=REGIONS)


def everything(published: Sequence[Published], longer: Sequence[tuple[int, int]]) -> Attacker:
    """The quarters, and composed periods given as (first, after last), with all equations within and among them."""
    known = {f"{at}|{name}": count for at, part in enumerate(published) for name, count in part.shown.items()}
    equations = list(joined([part.figures for part in published]).equations)
    for first, after in longer:
        whole, prefix = compose(published[first:after]), f"{first}-{after}"
        known |= {f"{prefix}|{name}": count for name, count in whole.shown.items()}
        for name in whole.shown:
            places = (
                {first} if name in STOCKS_AT_START else {after - 1} if name in STOCKS_AT_END else range(first, after)
            )
            parts = tuple(f"{at}|{name}" for at in places if name in published[at].shown)
            equations.append(Equation((f"{prefix}|{name}",), parts))
        for each in equations_of(whole.figures):
            left, right = ([f"{prefix}|{name}" for name in names] for names in (each.left, each.right))
            equations.append(Equation(tuple(left), tuple(right)))
    return Attacker(known, equations)


SOME_YEAR = given(st.integers(0, 10_000), st.sampled_from([4, 15, 60, 150, 500]))


@settings(max_examples=8, deadline=None)
@SOME_YEAR
@example(8, 20)
def test_nothing_hidden_is_pinned_by_all_releases_together(seed: int, count: int) -> None:
    nothing_is_pinned(seed, count)


@pytest.mark.drill
@settings(max_examples=200, deadline=None)
@SOME_YEAR
def test_nothing_is_pinned_in_many_years(seed: int, count: int) -> None:
    nothing_is_pinned(seed, count)


def nothing_is_pinned(seed: int, count: int) -> None:
    """A sum over hidden quarters may follow from the balance, but nobody can know it to be small."""
    attacker = everything(publish(quarters(seed, count)), [(0, 2), (2, 4), (0, 4)])
    pinned = attacker.pinned(STAFF.k)
    assert [name for name in pinned if "-" not in name.partition("|")[0]] == []
    assert all(attacker.highest(name) >= STAFF.k for name in pinned)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 300))
def test_no_small_count_is_shown_and_longer_periods_add_only_what_is_shown(seed: int, count: int) -> None:
    published = publish(quarters(seed, count))
    for part in published:
        assert not any(STAFF.is_small(count) for count in part.shown.values() if count is not None)
    year = compose(published[:4])
    assert year.figures == combine([part.figures for part in published[:4]])
    assert all(count in (None, year.figures.cells[name]) for name, count in year.shown.items())


def test_what_was_published_stays_when_later_periods_come() -> None:
    figures = quarters(11, 120)
    for length in range(1, len(figures)):
        assert publish(figures)[:length] == publish(figures[:length])


def test_periods_protected_one_by_one_would_be_open_to_subtraction() -> None:
    """Why a longer period is composed: a year suppressed by itself may show what a quarter hides."""
    broken = 0
    for seed in range(6):
        figures = quarters(seed, 150)[:4]
        alone = [suppress(joined([each]), STAFF) for each in (*figures, combine(figures))]
        known = {f"{n}|{name}": part.shown(f"0|{name}") for n, part in enumerate(alone) for name in figures[0].cells
                 if not name.startswith("month:")}  # fmt: skip
        flows = [name for name in figures[0].cells if name.partition(":")[0] in ("received", "kind", "unit_kind")]
        sums = [Equation((f"4|{name}",), tuple(f"{n}|{name}" for n in range(4))) for name in flows]
        broken += bool(Attacker(known, sums).pinned(STAFF.k))
    assert broken


def test_a_year_that_is_still_running_keeps_its_name() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    published = publish(quarters(3, 300)[:1])
    begun = compose(published, year)
    assert begun.figures.period == year
    assert begun.shown == published[0].shown
    assert not sheet_of(begun).period.is_finished(date(2026, 3, 31))


def test_a_rate_needs_both_of_its_numbers() -> None:
    figures = quarters(2, 500)[1]
    shown = dict(figures.cells)
    assert Published(figures, STAFF, shown).rate("on_time", "due") is not None
    assert Published(figures, STAFF, {**shown, "on_time": None}).rate("on_time", "due") is None
    assert Published(figures, STAFF, {**shown, "due": None}).rate("on_time", "due") is None
    assert Published(figures, STAFF, {**shown, "due": 0, "on_time": 0}).rate("on_time", "due") is None


@pytest.mark.parametrize(
    ("days", "median", "p90"),
    [
        ({20: 4}, None, None),
        ({20: 5}, Duration(band="15-30"), None),
        ({20: 5, 95: 5}, Duration(band="15-30"), Duration(band=">90")),
        ({23: 50, 61: 8}, Duration(about=25), Duration(about=60)),
    ],
)
def test_days_are_coarse_and_withheld_when_few(
    days: dict[int, int], median: Duration | None, p90: Duration | None
) -> None:
    figures = quarters(2, 5)[1]
    count = sum(days.values())
    few = Figures(figures.period, AS_OF, {"closed": count}, {"closing": days}, 0)
    published = Published(few, STAFF, {"closed": count if count >= STAFF.k else None})
    assert (published.duration("closing", 50), published.duration("closing", 90)) == (median, p90)


def test_a_small_unit_never_tells_nothing_from_a_few() -> None:
    """Without `show_zero` a quarter without reports looks exactly like one with four."""
    policy = Policy(k=5, show_zero=False)
    none, few = (publish(quarters(5, count), policy)[0] for count in (0, 3))
    assert none.shown == few.shown
