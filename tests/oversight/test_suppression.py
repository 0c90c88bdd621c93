"""Suppression against a solver: nothing hidden can be placed within fewer than k, in tables of every shape."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oversight.attacker import Attacker
from wbs.oversight.intervals import UNBOUNDED, Polytope, Row
from wbs.oversight.suppression import (
    Equation,
    Policy,
    Protected,
    Release,
    Settled,
    audit,
    reader_intervals,
    suppress,
)

FIVE = Policy(k=5)
COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 60))


def one_table(**cells: int) -> Release:
    return Release({"total": sum(cells.values()), **cells}, (Equation(("total",), tuple(cells)),))


def two_way(counts: list[list[int]]) -> Release:
    """Inner cells "r.c", margins "r." and ".c", and the grand total, all published."""
    rows, columns = range(len(counts)), range(len(counts[0]))
    cells = {f"{r}.{c}": counts[r][c] for r in rows for c in columns}
    cells |= {f"{r}.": sum(counts[r]) for r in rows} | {f".{c}": sum(row[c] for row in counts) for c in columns}
    cells["total"] = sum(map(sum, counts))
    equations = [Equation((f"{r}.",), tuple(f"{r}.{c}" for c in columns)) for r in rows]
    equations += [Equation((f".{c}",), tuple(f"{r}.{c}" for r in rows)) for c in columns]
    equations += [Equation(("total",), tuple(f"{r}." for r in rows))]
    equations += [Equation(("total",), tuple(f".{c}" for c in columns))]
    return Release(cells, tuple(equations))


def known(protected: Protected) -> Mapping[str, int | None]:
    return {name: protected.shown(name) for name in protected.release.cells}


def attacker_of(protected: Protected) -> Attacker:
    return Attacker(known(protected), protected.release.equations)


def test_a_small_cell_takes_the_smallest_other_that_covers_it() -> None:
    protected = suppress(one_table(a=2, b=3, c=9, d=40), FIVE)
    assert protected.hidden == {"a", "b"}
    protected = suppress(one_table(a=1, c=9, d=40), FIVE)
    assert protected.hidden == {"a", "c"}
    assert reader_intervals(protected) == {"a": (0, 10), "c": (0, 10)}


def test_two_small_cells_that_add_up_to_less_than_k_take_a_third() -> None:
    assert suppress(one_table(a=1, b=1, c=30), FIVE).hidden == {"a", "b", "c"}


def test_a_total_is_hidden_only_when_there_is_nothing_else() -> None:
    protected = suppress(one_table(a=4, b=0, c=0), FIVE)
    assert "total" in protected.hidden
    assert audit(protected) == []


def test_zero_is_shown_for_a_whole_government_only() -> None:
    release = one_table(a=0, b=20, c=30)
    assert suppress(release, FIVE).hidden == frozenset()
    assert "a" in suppress(release, Policy(k=5, show_zero=False)).hidden


def test_nothing_small_nothing_hidden() -> None:
    assert suppress(one_table(a=5, b=6), FIVE).hidden == frozenset()


def test_one_total_in_two_tables_does_not_open_either() -> None:
    equations = (Equation(("total",), ("a", "b")), Equation(("total",), ("x", "y")))
    protected = suppress(Release({"total": 9, "a": 1, "b": 8, "x": 2, "y": 7}, equations), FIVE)
    assert attacker_of(protected).pinned(5) == []


def test_an_equation_that_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        Release({"total": 3, "a": 1}, (Equation(("total",), ("a",)),))


def test_a_cell_that_nothing_can_cover_is_refused() -> None:
    release = Release({"a": 3, "b": 3}, (Equation(("a",), ("b",)),))
    with pytest.raises(ValueError, match="cannot be protected"):
        suppress(release, FIVE, Settled(shown=frozenset({"b"})))


@pytest.mark.parametrize("hidden", [{"a"}, {"a", "b"}])
def test_audit_names_what_primary_suppression_alone_leaves_open(hidden: set[str]) -> None:
    release = one_table(a=1, b=2, c=30)
    assert audit(Protected(release, FIVE, frozenset(hidden))) == sorted(hidden)


def test_audit_sees_what_travelling_bounds_do_not() -> None:
    """Two rows less two columns leave one cell: no single equation tells, their difference does."""
    release = two_way([[10, 10, 2, 9], [10, 10, 9, 9], [9, 9, 20, 20], [9, 9, 20, 20]])
    hidden = frozenset({"0.0", "0.1", "1.0", "1.1", "0.2", "2.2", "2.3", "3.2", "3.3"})
    protected = Protected(release, FIVE, hidden)
    low, high = reader_intervals(protected)["0.2"]
    assert high - low >= 5
    assert audit(protected) == attacker_of(protected).pinned(5) == ["0.2"]
    assert attacker_of(suppress(release, FIVE)).pinned(5) == []


def test_a_bound_may_have_no_end() -> None:
    polytope = Polytope(["a", "b"], [Row({"a": 1, "b": -1}, 3)])
    assert polytope.extreme("a", 1) is None
    assert polytope.extreme("a", -1) == 3
    protected = Protected(Release({"a": 3, "b": 3}, (Equation(("a",), ("b",)),)), FIVE, frozenset({"a", "b"}))
    assert reader_intervals(protected) == {"a": (0, UNBOUNDED), "b": (0, UNBOUNDED)}


@settings(max_examples=60, deadline=None)
@given(st.lists(COUNTS, min_size=2, max_size=8), st.lists(COUNTS, min_size=1, max_size=4), st.booleans())
def test_no_cell_of_a_nested_table_is_pinned(counts: list[int], parts: list[int], show_zero: bool) -> None:
    cells = {f"c{at}": count for at, count in enumerate(counts)} | {f"p{at}": count for at, count in enumerate(parts)}
    cells["sub"], cells["total"] = sum(parts), sum(counts) + sum(parts)
    first = Equation(("total",), ("sub", *(f"c{at}" for at in range(len(counts)))))
    release = Release(cells, (first, Equation(("sub",), tuple(f"p{at}" for at in range(len(parts))))))
    protected = suppress(release, Policy(k=5, show_zero=show_zero))
    assert all(count >= 5 or (count == 0 and show_zero) for count in known(protected).values() if count is not None)
    assert attacker_of(protected).pinned(5) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(COUNTS, min_size=n, max_size=n), min_size=2, max_size=5)))
def test_no_cell_of_a_two_way_table_is_pinned(counts: list[list[int]]) -> None:
    protected = suppress(two_way(counts), FIVE)
    assert audit(protected) == []
    assert attacker_of(protected).pinned(5) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=3, max_size=3), st.sets(st.integers(0, 15)))
def test_audit_and_solver_agree_on_any_choice_of_hidden_cells(counts: list[list[int]], chosen: set[int]) -> None:
    release = two_way(counts)
    names = sorted(release.cells)
    protected = Protected(release, FIVE, frozenset(names[at] for at in chosen))
    assert bool(audit(protected)) == bool(attacker_of(protected).pinned(5))


def test_whole_numbers_do_not_help_the_attacker() -> None:
    protected = suppress(two_way([[1, 6, 12], [7, 2, 9], [30, 4, 3]]), FIVE)
    attacker = attacker_of(protected)
    for name in attacker.unknown:
        low, high = attacker.integer_interval(name)
        assert high - low >= 5
