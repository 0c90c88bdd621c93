"""Preparing the demo: once, everything; afterwards, nothing but the greeting. Touches no folder but a demo's."""

import multiprocessing
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from wbs import clock
from wbs.app import create_app
from wbs.clock import day_of
from wbs.config import Settings
from wbs.db import db
from wbs.demo.past import make_past
from wbs.demo.people import GOVERNMENT, PASSWORD, demo_members
from wbs.founding import fill_database, found_keys
from wbs.founding.charter import example
from wbs.keyfolder import write_secret
from wbs.migrating import migrate
from wbs.runtime.process import die_with_parent

Echo = Callable[[str], None]
READY = "siap"
WITHOUT_SECOND_FACTOR = (
    "  !! LANGKAH KEDUA MATI: di demo ini kata sandi saja sudah membuka semuanya. Menyalakannya: WBS_SECOND_FACTOR=on",
)


def prepare_demo(settings: Settings, echo: Echo, with_past: bool = True) -> Settings:
    """The settings of the demo, with everything in place. Raises ClickException for a folder that is in real use."""
    settings = replace(
        settings, demo=True, second_factor=settings.second_factor or "off",
        ticks="every:60" if settings.ticks == Settings.ticks else settings.ticks,
    )  # fmt: skip
    marker = settings.var_dir / "DEMO"
    if settings.keys_dir.exists() and not marker.exists():
        raise click.ClickException(f"{settings.var_dir} bukan demo. Jalankan `wbs serve`, atau pilih WBS_VAR lain.")
    lines = marker.read_text("utf-8").splitlines() if marker.exists() else []
    if lines[:1] != [READY]:
        _start_over(settings, marker)
        echo("Menyiapkan demo: kunci, basis data, unit, orang, dan kasus tahun-tahun lalu ...")
        _in_a_child(lambda: _write_ready(marker, _prepare(settings, clock.now(), with_past)))
        lines = marker.read_text("utf-8").splitlines()
    migrate(settings)
    for line in _greeting(settings, lines):
        echo(line)
    return settings


def _write_ready(marker: Path, lines: list[str]) -> None:
    marker.write_text("\n".join([READY, *lines]) + "\n", "utf-8")


def _in_a_child(work: Callable[[], None]) -> None:
    """Does it in a process of its own: the memory that two years of cases took must not be inherited by what serves."""
    parent = os.getpid()

    def work_here() -> None:
        die_with_parent(parent)
        work()

    child = multiprocessing.get_context("fork").Process(target=work_here)
    child.start()
    child.join()
    if child.exitcode:
        raise click.ClickException("Demo belum jadi disiapkan; jalankan sekali lagi.")


def _start_over(settings: Settings, marker: Path) -> None:
    """A first start that was interrupted left half a demo: it begins again."""
    if marker.exists():
        shutil.rmtree(settings.keys_dir, ignore_errors=True)
        for leftover in settings.var_dir.glob("wbs.db*"):
            leftover.unlink()
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    marker.write_text("belum siap\n", "utf-8")


def _prepare(settings: Settings, now: datetime, with_past: bool) -> list[str]:
    """Returns number and code of the report that visitors are shown; nothing without a past."""
    migrate(settings)
    charter = example(GOVERNMENT)
    members, today = demo_members(), day_of(now, charter.government.zone)
    founded = found_keys(settings.keys_dir, members, today, charter.government)
    write_secret(settings.keys_dir / "demo-directory.key", founded.directory_key.private_bytes_raw())
    for realm in founded.directories:  # a real instance splits these among people and keeps none
        write_secret(settings.keys_dir / f"demo-recovery-{realm}", founded.shared[realm, "recovery"].seed)
    app = create_app(settings)
    with app.app_context():
        _hurry(db.engine)
        fill_database(app.extensions["wbs"], founded, members, charter.organisation)
        receipt = make_past(app.extensions["wbs"], members, now) if with_past else None
        db.session.remove()
        db.engine.dispose()
    return [receipt.number, " ".join(receipt.words)] if receipt else []


def _hurry(engine: sa.Engine) -> None:
    """No waiting for the disk while the past is made: a first start that a power cut ends begins again anyway."""
    if engine.dialect.name != "sqlite":
        return
    engine.dispose()

    def hurry(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    sa.event.listen(engine, "connect", hurry)


def _greeting(settings: Settings, lines: list[str]) -> list[str]:
    accounts = [member for member in demo_members() if member.sign_in_name]
    width = max(len(member.sign_in_name) for member in accounts)
    return [
        "",
        "DEMO - semua orang dan laporan di sini karangan. Kabar dilepas tiap menit; malam datang tiap menit.",
        f"  Pelapor : {settings.public_url}/",
        *WITHOUT_SECOND_FACTOR[: 0 if settings.asks_second_factor else 1],
        f"  Petugas : {settings.public_url}/sign-in   kata sandi semua akun: {PASSWORD}",
        *(f"    {member.sign_in_name:<{width}}  {member.position}" for member in accounts),
        "  Coba:",
        "    1. Buat laporan tentang unit di Jakarta Barat, salin delapan katanya, lalu masuk sebagai petugas.barat.",
        *(f"    2. Cek laporan {lines[1]} dengan kode: {code}" for code in lines[2:3]),
        "    3. Masuk sebagai auditor, buka Angka. Lalu: .venv/bin/python -m wbs ledger verify",
        "",
    ]
