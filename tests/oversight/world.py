"""Made-up facts for the tests of this package: a plain calendar, a case with defaults, many cases from a seed."""

import random
from datetime import date, timedelta

from wbs.oversight.definitions import CLOSINGS, KINDS
from wbs.oversight.facts import CaseFacts

FIRST_DAY = date(2026, 1, 1)
UNIT_KINDS = ("dinas", "kecamatan", "puskesmas", "rumah_sakit")
REGIONS = ("Jakarta Pusat", "Jakarta Utara", "Provinsi")


class Weekdays:
    """Monday to Friday, no holidays: the days after `a` up to and including `b`."""

    def between(self, a: date, b: date) -> int:
        return sum((a + timedelta(days=n)).weekday() < 5 for n in range(1, (b - a).days + 1))


def a_case(opened_on: date, **changes: object) -> CaseFacts:
    values: dict[str, object] = {
        "pseudonym": "p",
        "opened_on": opened_on,
        "due_on": opened_on + timedelta(days=84),
        "closed_on": None,
        "reopened": False,
        "first_answer_on": None,
        "stage": "diterima",
        "kind": "pungli",
        "unit_kind": "dinas",
        "region": "Provinsi",
        "flags": frozenset(),
        "channel": "web",
        "loss_class": "",
        "outcome": None,
        "excluded_from_figures": False,
    }
    return CaseFacts(**{**values, **changes})  # type: ignore[arg-type]


def some_cases(seed: int, count: int, days: int = 400) -> list[CaseFacts]:
    """Skewed as real life is: a few kinds and units take most reports, so that small cells abound."""
    chance = random.Random(seed)
    return [_one(chance, days) for _ in range(count)]


def _one(chance: random.Random, days: int) -> CaseFacts:
    opened_on = FIRST_DAY + timedelta(days=chance.randrange(-60, days))
    end = opened_on + timedelta(days=chance.randrange(1, 200))
    earlier: tuple[tuple[date, date], ...] = ()
    if chance.random() < 0.1:
        earlier = ((end, end + timedelta(days=chance.randrange(0, 40))),)
        end = earlier[0][1] + timedelta(days=chance.randrange(0, 60))
    is_closed = chance.random() < 0.7
    return a_case(
        opened_on,
        closed_on=end if is_closed else None,
        earlier=earlier,
        reopened=bool(earlier),
        outcome=_skewed(chance, list(CLOSINGS)) if is_closed else None,
        first_answer_on=opened_on + timedelta(days=chance.randrange(0, 50)) if chance.random() < 0.8 else None,
        kind=_skewed(chance, list(KINDS)),
        unit_kind=_skewed(chance, [*UNIT_KINDS, ""]),
        region=_skewed(chance, list(REGIONS)),
        excluded_from_figures=chance.random() < 0.05,
    )


def _skewed(chance: random.Random, values: list[str]) -> str:
    return values[min(int(chance.expovariate(0.6)), len(values) - 1)]
