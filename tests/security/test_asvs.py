"""The checklist of docs/ASVS.md is whole and honest: no number is missing, and what it names as evidence exists."""

import re

import pytest

from tests.house.source import ROOT

# Levels of the requirements of ASVS 5.0.0, in their order, a word for each section.
LEVELS = {
    1: "22 1111122223 112222222223 222 123", 2: "122 112 12223 23", 3: "3 113 12223 11222233 11122333 3 22333",
    4: "12233 23333 22 1222", 5: "2 112333 113 222", 6: "122 111111112222 11223333 112233 22222333 2223 33 2222",
    7: "222 1111 22 11222 223 22", 8: "1233 1123 133 23", 9: "111 1222",
    10: "22 223 22223 1111122222233333 22222 22 222", 11: "2233 22233 11233 1222 23 23 33", 12: "12233 11 22223",
    13: "2333 222223 2233 1222233", 14: "22 12223333 122", 15: "12233 12233 1222222 3333", 16: "2 22222 2222 222 2223",
    17: "23 22223333 22",
}  # fmt: skip
LEVEL = {
    (chapter, section, number): int(level)
    for chapter, sections in LEVELS.items()
    for section, levels in enumerate(sections.split(), 1)
    for number, level in enumerate(levels, 1)
}
STATUSES = {"holds", "does not apply", "deviation"}
TEXT = (ROOT / "docs/ASVS.md").read_text("utf-8")
NUMBER = r"(\d+\.\d+\.\d+)"
ROWS = re.findall(rf"^\| {NUMBER}(?:-{NUMBER})? \| ([123]) \| (.+?) \| (.+?) \| (.+) \|$", TEXT, re.MULTILINE)
NAMED = re.compile(r"`((?:wbs|tests|templates|static|deploy|docs)/[\w./-]+)`")
SHORTEST_REASON = 20


def number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def answered(first: str, last: str, level: str) -> list[tuple[int, ...]]:
    """The requirements of one row. One that spans several takes those of its level and below."""
    if not last:
        return [number(first)]
    return [one for one in LEVEL if number(first) <= one <= number(last) and LEVEL[one] <= int(level)]


def test_the_levels_are_those_of_the_standard() -> None:
    counts = [sum(level == one for level in LEVEL.values()) for one in (1, 2, 3)]
    assert counts == [70, 183, 92]


def test_every_requirement_of_levels_1_and_2_is_answered_once() -> None:
    found = [one for first, last, level, *_ in ROWS for one in answered(first, last, level)]
    assert len(found) == len(set(found)) and set(found) <= set(LEVEL)
    assert {one for one, level in LEVEL.items() if level <= 2} - set(found) == set()


def test_rows_tell_their_level() -> None:
    for first, last, level, *_ in ROWS:
        assert LEVEL[number(first)] == int(level) or last, first


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_status_is_one_of_three_and_has_its_evidence(row: tuple[str, ...]) -> None:
    *_, status, why = row
    assert status in STATUSES
    assert [name for name in NAMED.findall(why) if not (ROOT / name).exists()] == []
    if status == "holds":
        assert NAMED.search(why) or "](" in why or re.search(r"ruff S\d|`requirements\.lock`|`__Host-`", why)
    if status == "deviation":
        assert len(re.sub(r"`[^`]+`|\[[^]]+\]\([^)]+\)", "", why)) >= SHORTEST_REASON or "as 8.1.3" in why
