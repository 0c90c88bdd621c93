"""Public figures: released by an auditor once per semester, read by the landing page. Counted by `public_figures.py`.

A release stays as it was printed: a second one for the same period is refused, since two prints that differ by one
report would tell about that report.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.ledger.read import entries
from wbs.organisation.government import SMALL
from wbs.oversight.definitions import AGES
from wbs.oversight.periods import Period, period_from_key
from wbs.oversight.public_figures import last_public_semester, public_figures
from wbs.oversight.reading import published_period, total_of_two_years
from wbs.oversight.records import PublicRelease
from wbs.oversight.small_total import key_of, last_two_years
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_, _

_NEWEST = sa.select(PublicRelease.__table__).order_by(PublicRelease.period.desc()).limit(1)

NOT_THE_MAIN = N_("Hanya angka jalur utama yang diumumkan.")
TOO_SMALL = N_("Laporan pada semester itu terlalu sedikit untuk diumumkan: angka kecil bisa menunjuk orang.")
TOO_FEW = N_("Pemerintah kecil mengumumkan satu jumlah per dua tahun. Dua tahun itu belum lewat, atau jumlahnya terlalu kecil.")  # noqa: E501
ALREADY = N_("Angka semester itu sudah diumumkan, dan tidak diubah lagi.")


def release_public_figures(instance: Instance, signed_in: SignedIn, now: datetime) -> None:
    """Releases the newest semester that may be told. Raises Refused with the reason."""
    if signed_in.realm != "main":
        raise Refused(NOT_THE_MAIN)
    if is_small(instance):
        _release_total(instance, signed_in, now)
        return
    today = instance.today(now)
    period = last_public_semester(today)
    published = published_period(instance, signed_in, period, now)
    figures = public_figures(published, today) if published else None
    if figures is None:
        raise Refused(TOO_SMALL)
    row = PublicRelease(
        period=period.key, received=figures.received, closed=figures.closed, median_band=figures.median_band,
        released_on=today,
    )
    _print(instance, signed_in, row, now)


def _release_total(instance: Instance, signed_in: SignedIn, now: datetime) -> None:
    period = _two_years(instance.today(now))
    total = total_of_two_years(instance, signed_in, period, now) if period else None
    if period is None or total is None:
        raise Refused(TOO_FEW)
    row = PublicRelease(
        period=key_of(period), received=total, closed=None, median_band=None, released_on=instance.today(now)
    )
    _print(instance, signed_in, row, now)


def _print(instance: Instance, signed_in: SignedIn, row: PublicRelease, now: datetime) -> None:
    with transaction() as session:
        if session.get(PublicRelease, row.period):
            raise Refused(ALREADY)
        session.add(row)
        record(
            instance.pen("staff"), signed_in.realm, "export:made", now, by=signed_in.get_id(), export="public_figures"
        )


def is_small(instance: Instance) -> bool:
    """A small government tells one total in two years."""
    return instance.directories.government().profile == SMALL


def waiting_release(instance: Instance, today: date) -> str:
    """The key of the period that waits to be released; "" when there is none."""
    if not is_small(instance):
        period = next_release(today)
        return period.key if period else ""
    two_years = _two_years(today)
    key = key_of(two_years) if two_years else ""
    return "" if key and db.session.get(PublicRelease, key) else key


def _two_years(today: date) -> Period | None:
    """Counted from the log, which keeps the first report also when its case is destroyed."""
    first = next((date.fromisoformat(entry.on) for _, entry in entries("main", {"case:opened"})), None)
    return last_two_years(first.year, today) if first else None


def next_release(today: date) -> Period | None:
    """The semester that waits to be released, or None when it is."""
    period = last_public_semester(today)
    return None if db.session.get(PublicRelease, period.key) else period


def newest_release() -> sa.Row[Any] | None:
    """A row of PublicRelease. Asked by every visitor of the landing page: without a session."""
    with db.engine.connect() as connection:
        return connection.execute(_NEWEST).first()


def semester_name(key: str) -> str:
    """ "Semester I 2026", in the reader's language."""
    period = period_from_key(key)
    if period is None:
        return key
    return _("Semester %(ordinal)s %(year)d", ordinal="I" * period.ordinal, year=period.start.year)


def band_name(band: str | None) -> str:
    return _(AGES[band]) if band else ""
