"""What a small government tells the public: how many reports came, once in two years, and nothing else. Pure.

A dozen reports a year are too few for a semester. The total adds up quarters of which the auditors' sheet hides some:
it is told only when what it would tell of the hidden ones together is no small number either.
"""

from collections.abc import Sequence
from datetime import date

from wbs.oversight.periods import Period
from wbs.oversight.public_figures import DELAY
from wbs.oversight.publication import Published
from wbs.oversight.suppression import PUBLIC, Policy

YEARS = 2


def last_two_years(first_year: int, as_of: date) -> Period | None:
    """The newest pair of years, counted from the first with a report, that ended at least DELAY ago; None before that.

    Pairs do not overlap: two totals that did would tell the year between them.
    """
    pairs = (as_of.year - first_year) // YEARS
    start = first_year + (pairs - 1) * YEARS
    period = Period(date(start, 1, 1), date(start + YEARS - 1, 12, 31))
    if period.end + DELAY > as_of:
        period = Period(date(start - YEARS, 1, 1), date(start - 1, 12, 31))
    return period if period.start.year >= first_year else None


def key_of(period: Period) -> str:
    return f"{period.start.year}-{period.end.year}"


def total_of(quarters: Sequence[Published], period: Period, policy: Policy = PUBLIC) -> int | None:
    """None when the total, or what it tells of hidden quarters, would be small."""
    parts = [one for one in quarters if period.start <= one.figures.period.start <= period.end]
    total = sum(one.figures.cells["received"] for one in parts)
    hidden = sum(one.figures.cells["received"] for one in parts if one.shown["received"] is None)
    return total if total >= policy.k and (hidden == 0 or hidden >= policy.k) else None
