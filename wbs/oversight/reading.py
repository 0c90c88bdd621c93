"""The auditor's page as one plain value: which period, its sheet, the one before, and how much of it is proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wbs.errors import NotFound
from wbs.oversight.collecting import Collected, collect
from wbs.oversight.csv_export import Proof
from wbs.oversight.facts import CaseFacts
from wbs.oversight.figures import series
from wbs.oversight.periods import Period, offered, period_from_key, periods_between
from wbs.oversight.publication import Published, compose, publish
from wbs.oversight.small_total import total_of
from wbs.oversight.tables import Sheet, sheet_of
from wbs.staff.instance import Instance
from wbs.staff.keyring import keyring
from wbs.staff.signing_in import SignedIn

FINEST = "triwulan"  # longer periods only add up what the quarters show


@dataclass(frozen=True)
class FiguresPage:
    sheet: Sheet
    before: Sheet | None
    periods: tuple[Period, ...]
    proof: Proof
    findings: tuple[str, ...]


def figures_page(instance: Instance, signed_in: SignedIn, wanted: str, now: datetime) -> FiguresPage:
    """The figures of the officer's own realm. Raises NotAllowed without custody of oversight, NotFound for a period
    that is not offered."""
    collected = _collected(instance, signed_in, now)
    today = instance.today(now)
    quarters = _quarters(instance, collected.facts, today)
    # The running period is offered too: an auditor holds the oversight key, and the page says not to publish it.
    periods = offered(quarters[0].figures.period.start, today, FINEST, with_running=True)
    period = _chosen(wanted, periods, today)
    return FiguresPage(
        sheet=sheet_of(_over(quarters, period)),
        before=_sheet_before(quarters, periods, period),
        periods=periods,
        proof=Proof(collected.proven, collected.total),
        findings=_findings(collected),
    )


def published_period(instance: Instance, signed_in: SignedIn, period: Period, now: datetime) -> Published | None:
    """One period as the auditors' sheet shows it; None when it lies before the first report.

    Raises NotAllowed without custody of oversight.
    """
    collected = _collected(instance, signed_in, now)
    quarters = _quarters(instance, collected.facts, instance.today(now))
    return _over(quarters, period) if quarters[0].figures.period.start <= period.start else None


def total_of_two_years(instance: Instance, signed_in: SignedIn, period: Period, now: datetime) -> int | None:
    """What a small government may tell of two years. Raises NotAllowed without custody of oversight."""
    collected = _collected(instance, signed_in, now)
    return total_of(_quarters(instance, collected.facts, instance.today(now)), period)


def _collected(instance: Instance, signed_in: SignedIn, now: datetime) -> Collected:
    """All that this auditor's own realm tells."""
    directory = instance.directory(signed_in.realm, now)
    return collect(instance, signed_in.realm, *keyring(directory, "oversight", signed_in))


def _quarters(instance: Instance, facts: Sequence[CaseFacts], today: date) -> tuple[Published, ...]:
    """Every quarter since the first report, protected together."""
    first = min((case.opened_on for case in facts), default=today)
    units = instance.organisation.units.values()
    return publish(
        series(
            facts,
            periods_between(date(first.year, 1, 1), today, FINEST),
            today,
            instance.calendar,
            unit_kinds={unit.kind for unit in units},
            regions={unit.region for unit in units},
        )
    )


def _chosen(wanted: str, periods: Sequence[Period], today: date) -> Period:
    """Without a wish, what ended last; of a quarter and a year that end together, the year."""
    if not wanted:
        finished = [period for period in periods if period.is_finished(today)]
        return max(finished or periods, key=lambda period: (period.end, len(period.months())))
    period = period_from_key(wanted)
    if period not in periods:
        raise NotFound
    return period


def _over(quarters: Sequence[Published], period: Period) -> Published:
    parts = [part for part in quarters if period.start <= part.figures.period.start <= period.end]
    return compose(parts, period)


def _sheet_before(quarters: Sequence[Published], periods: Sequence[Period], period: Period) -> Sheet | None:
    """The period of the same length that ended the day before this one begins."""
    earlier = [one for one in periods if one.rhythm == period.rhythm and one.end < period.start]
    return sheet_of(_over(quarters, max(earlier))) if earlier else None


def _findings(collected: Collected) -> tuple[str, ...]:
    return tuple(f"{found.seq}: {found.what} {found.detail}".strip() for found in collected.findings)
