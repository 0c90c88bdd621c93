"""The few numbers that anybody may read on the landing page; nothing at all when they would be small.

They are taken from what the auditors' sheet shows, never from true counts: a total that is hidden there and told here
would let an auditor subtract. Which period it is (a semester, in a small government two years) the caller says.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from wbs.oversight.figures import age_band, quantile
from wbs.oversight.periods import Period, periods_between
from wbs.oversight.publication import MEDIAN, Published
from wbs.oversight.suppression import PUBLIC, Policy

DELAY = timedelta(days=30)


@dataclass(frozen=True)
class PublicFigures:
    """`closed` is None when it is too small to be told; `median_band` is the AGE_BANDS name of days to closing."""

    period: Period
    received: int
    closed: int | None
    median_band: str | None


def last_public_semester(as_of: date) -> Period:
    """The newest semester that ended at least DELAY ago."""
    semesters = periods_between(as_of - timedelta(days=500), as_of, "semester")
    return [period for period in semesters if period.end + DELAY <= as_of][-1]


def public_figures(published: Published, as_of: date, policy: Policy = PUBLIC) -> PublicFigures | None:
    """None when the period ended less than DELAY ago, or too few reports came."""
    period = published.figures.period
    received = _large_enough(published.shown["received"], policy)
    if received is None or period.end + DELAY > as_of:
        return None
    closed = _large_enough(published.shown["closed"], policy)
    if closed is None:
        return PublicFigures(period, received, None, None)
    return PublicFigures(period, received, closed, age_band(quantile(published.figures.days["closing"], MEDIAN)))


def _large_enough(count: int | None, policy: Policy) -> int | None:
    return count if count is not None and count >= policy.k else None
