"""When a closed case may be destroyed, and what still keeps it. Pure.

How many years it is, the installation's settings say: they follow the retention schedule of the office (JRA), which no
code can know. A case has no links to others yet; once it has, a linked one that is kept belongs into `why_kept`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from wbs.cases.lifecycle import CLOSED
from wbs.web.text import N_

QUIET = timedelta(days=90)  # so long after the last letter or file nobody waits for an answer
LONGEST = timedelta(days=3653)  # that one click keeps a case
SPREAD_DAYS = 14  # an approved purge is carried out in one of so many nights

YOUNG, OPEN, PROPOSED, HELD, HEARD = "young", "open", "proposed", "held", "heard"
REASONS: Mapping[str, str] = MappingProxyType(
    {
        OPEN: N_("Kasus ini tidak tertutup, jadi belum punya masa simpan."),
        YOUNG: N_("Masa simpan kasus ini belum berakhir."),
        PROPOSED: N_("Masih ada usulan yang menunggu keputusan."),
        HELD: N_("Kasus ini disimpan lebih lama; tanggalnya belum lewat."),
        HEARD: N_("Belum 90 hari sejak surat atau berkas terakhir. Mungkin masih ada yang menunggu jawaban."),
    }
)


@dataclass(frozen=True)
class Kept:
    """What the rule asks about a case; `last_heard_on` is the day of its newest letter or file."""

    stage: str
    closed_on: date | None
    last_heard_on: date | None
    review_on: date | None
    has_proposal: bool


def ends_on(closed_on: date, years: int) -> date:
    """The first day on which a case closed then is past its retention."""
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:  # 29 February
        return date(closed_on.year + years, 3, 1)


def latest_closing(today: date, years: int) -> date:
    """Cases closed on this day or before are past their retention today."""
    earlier = date(today.year - years, today.month, min(today.day, 28))
    candidates = (earlier + timedelta(days=count) for count in range(5))
    return max(day for day in candidates if ends_on(day, years) <= today)


def why_kept(case: Kept, today: date, years: int) -> str:
    """A key of REASONS; "" for a case that may be destroyed."""
    if case.stage != CLOSED or case.closed_on is None:
        return OPEN
    if today < ends_on(case.closed_on, years):
        return YOUNG
    if case.has_proposal:
        return PROPOSED
    if case.review_on is not None and today < case.review_on:
        return HELD
    if case.last_heard_on is not None and today < case.last_heard_on + QUIET:
        return HEARD
    return ""
