"""`wbs calendar`: days off as the year's decree has them, where the built-in list differs or is not sure.

Decides what an operator may write down, and that both ledgers say so: deadlines are counted by it. What a working day
is, organisation/calendar.py says.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.organisation.actions import correct_calendar
from wbs.organisation.calendar import CORRECTION_KINDS, Correction, official_days_off
from wbs.organisation.queries import corrections
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance

OFF = CORRECTION_KINDS[0]
NEXT = "Berikutnya: systemctl restart wbs.target, lalu wbs check. Tenggat yang sudah ditetapkan tidak bergeser."
DAY = click.DateTime(["%Y-%m-%d"])
SOURCE = click.option("--source", required=True, help='Di mana tertulis, mis. "SKB 3 Menteri 2026 nomor ...".')
BY = click.option("--by", "confirmed_by", required=True, help="Siapa yang memastikannya.")


@click.group("calendar")
def calendar() -> None:
    """Hari kerja: libur dan cuti bersama menurut SKB 3 Menteri."""


@calendar.command("show")
@click.argument("year", type=click.IntRange(2000, 2100), metavar="TAHUN")
@click.pass_obj
def show(settings: Settings, year: int) -> None:
    """Menunjukkan hari libur satu tahun, dan mana yang dicatat sendiri."""
    app = create_app(settings)
    with app.app_context():
        own = {one.day: one for one in corrections() if one.day.year == year}
        is_known = app.extensions["wbs"].calendar.is_year_known(year)
    for day in sorted(official_days_off(year).keys() | own.keys()):
        click.echo(f"  {day:%Y-%m-%d}  {_told(day, own.get(day))}")
    click.echo(f"{year} {'sudah' if is_known else 'belum'} dipastikan.")


@calendar.command("set")
@click.argument("day", type=DAY, metavar="TANGGAL")
@click.argument("kind", type=click.Choice(CORRECTION_KINDS))
@click.option("--name", default="", help="Nama hari itu.")
@SOURCE
@BY
@click.pass_obj
def set_day(settings: Settings, day: datetime, kind: str, name: str, source: str, confirmed_by: str) -> None:
    """Mencatat satu hari yang berbeda dari daftar bawaan."""
    _write(settings, [Correction(day.date(), kind, name, source, confirmed_by)])


@calendar.command("confirm")
@click.argument("year", type=click.IntRange(2000, 2100), metavar="TAHUN")
@click.option("--days", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="CSV: day,kind,name.")
@SOURCE
@BY
@click.pass_obj
def confirm(settings: Settings, year: int, days: Path | None, source: str, confirmed_by: str) -> None:
    """Memastikan satu tahun menurut SKB, dengan hari yang berbeda dari daftar bawaan.

    CSV-nya: satu baris judul `day,kind,name`, lalu mis. `2027-03-11,libur,Cuti bersama`. Jenisnya libur atau kerja.
    """
    new_year = Correction(date(year, 1, 1), OFF, "Tahun Baru Masehi", source, confirmed_by)
    found = [*_read(days, source, confirmed_by)] if days else []
    if strangers := [one.day for one in found if one.day.year != year]:
        raise click.ClickException(f"Bukan tahun {year}: {', '.join(map(str, strangers))}. Tidak ada yang dicatat.")
    _write(settings, [*found, new_year])


def _read(path: Path, source: str, confirmed_by: str) -> Iterator[Correction]:
    """Raises ClickException, with the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                try:
                    day = date.fromisoformat((row.get("day") or "").strip())
                except ValueError:
                    raise click.ClickException(f"Baris {line}: tanggal harus seperti 2027-03-11.") from None
                kind, name = ((row.get(key) or "").strip() for key in ("kind", "name"))
                yield Correction(day, kind, name, source, confirmed_by)
    except UnicodeDecodeError:
        raise click.ClickException("Simpan CSV itu sebagai UTF-8.") from None


def _write(settings: Settings, found: Sequence[Correction]) -> None:
    """All of them or none."""
    app = create_app(settings)
    with app.app_context():
        instance: Instance = app.extensions["wbs"]
        try:
            with transaction():
                for one in found:
                    correct_calendar(one)
                db.session.flush()
                digest = sha256_of(corrections())
                for realm in REALMS:
                    record(instance.pen("worker"), realm, "calendar:changed", clock.now(), sha256=digest)
        except Refused as why:
            raise click.ClickException(f"{why.message} Tidak ada yang dicatat.") from None
    for one in found:
        click.echo(f"  {one.day:%Y-%m-%d}  {_told(one.day, one)}")
    click.echo(f"{len(found)} hari dicatat, juga di buku jejak. {NEXT}")


def sha256_of(found: Sequence[Correction]) -> str:
    """Of every correction there is, as the ledger has it."""
    rows = [{**asdict(one), "day": one.day.isoformat()} for one in sorted(found, key=lambda one: one.day)]
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _told(day: date, own: Correction | None) -> str:
    if own is None:
        return f"libur, {official_days_off(day.year)[day]}"
    named = f", {own.name}" if own.name else ""
    return f"{own.kind}{named} (dicatat: {own.source}, {own.confirmed_by})"
