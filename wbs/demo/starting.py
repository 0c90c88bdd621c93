"""Preparing the demo: once, everything; afterwards, nothing but the greeting. Touches no folder but a demo's."""

import fcntl
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
from wbs.demo.mark import OWN_DATABASE, Mark, ground_of, has_own_database, read_mark, standing_demo, write_mark
from wbs.demo.past import make_past
from wbs.demo.people import GOVERNMENT, PASSWORD, demo_members
from wbs.founding import fill_database, found_keys
from wbs.founding.charter import example
from wbs.keyfolder import write_secret
from wbs.migrating import migrate
from wbs.runtime.process import die_with_parent

Echo = Callable[[str], None]
BUSY = "Demo di {var} sedang disiapkan oleh perintah lain. Tunggu sampai selesai, atau pilih WBS_VAR lain."
NOT_WRITABLE = "Folder {var} tidak dapat ditulis. Pilih WBS_VAR lain untuk demo, misalnya WBS_VAR=$HOME/demo-wbs."
STOPPED = "Demo belum jadi disiapkan; jalankan sekali lagi."
WITHOUT_SECOND_FACTOR = (
    "  !! LANGKAH KEDUA MATI: di demo ini kata sandi saja sudah membuka semuanya. Menyalakannya: WBS_SECOND_FACTOR=on",
)


def prepare_demo(settings: Settings, echo: Echo, with_past: bool = True) -> Settings:
    """The settings of the demo, with everything in place. Raises ClickException where something else is in use."""
    settings = replace(
        settings, demo=True, second_factor=settings.second_factor or "off",
        ticks="every:60" if settings.ticks == Settings.ticks else settings.ticks,
    )  # fmt: skip
    if read_mark(settings.var_dir) is None:
        standing_demo(settings)  # no folder and no lock where no demo may be
    with alone(settings.var_dir):
        mark = standing_demo(settings)
        if mark is None:
            echo("Menyiapkan demo: kunci, basis data, unit, orang, dan kasus tahun-tahun lalu ...")
            mark = _begin(settings, with_past)
        migrate(settings)
    for line in _greeting(settings, mark.shown):
        echo(line)
    return settings


@contextmanager
def alone(var_dir: Path) -> Iterator[None]:
    """One start at a time: a second would take away what the first has made so far. Raises ClickException."""
    run = var_dir / "run"
    try:
        for folder in (var_dir, run):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (run / "demo.lock").open("wb")
    except OSError:
        raise click.ClickException(NOT_WRITABLE.format(var=var_dir)) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(BUSY.format(var=var_dir)) from None
        yield


def _begin(settings: Settings, with_past: bool) -> Mark:
    """Prepares a demo from nothing; of a first start that was interrupted nothing stays."""
    mark = Mark(is_ready=False, ground=ground_of(settings))
    if read_mark(settings.var_dir) is not None:
        shutil.rmtree(settings.keys_dir, ignore_errors=True)
        if has_own_database(settings):
            for leftover in settings.var_dir.glob(f"{OWN_DATABASE}*"):
                leftover.unlink()
    write_mark(settings.var_dir, mark)

    def prepare() -> None:
        shown = _prepare(settings, clock.now(), with_past)
        write_mark(settings.var_dir, replace(mark, is_ready=True, shown=shown))

    _in_a_child(prepare)
    return read_mark(settings.var_dir) or mark


def _in_a_child(work: Callable[[], None]) -> None:
    """Does it in a process of its own: the memory that two years of cases took must not be inherited by what serves."""
    parent = os.getpid()

    def work_here() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who presses Ctrl-C is answered once, by the parent
        die_with_parent(parent)
        work()

    child = multiprocessing.get_context("fork").Process(target=work_here)
    child.start()
    try:
        child.join()
    except KeyboardInterrupt:
        child.kill()
        child.join()
        raise click.ClickException(STOPPED) from None
    if child.exitcode:
        raise click.ClickException(STOPPED)


def _prepare(settings: Settings, now: datetime, with_past: bool) -> tuple[str, ...]:
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
    return (receipt.number, " ".join(receipt.words)) if receipt else ()


def _hurry(engine: sa.Engine) -> None:
    """No waiting for the disk while the past is made: a first start that a power cut ends begins again anyway."""
    if engine.dialect.name != "sqlite":
        return
    engine.dispose()

    def hurry(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    sa.event.listen(engine, "connect", hurry)


def _greeting(settings: Settings, shown: Sequence[str]) -> list[str]:
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
        "    1. Buat laporan tentang unit di Jakarta Barat, isi Tempatnya, salin delapan katanya, lalu masuk sebagai",
        "       petugas.barat.",
        *(f"    2. Cek laporan {shown[0]} dengan kode: {code}" for code in shown[1:2]),
        "    3. Masuk sebagai auditor, buka Angka. Lalu: .venv/bin/python -m wbs ledger verify",
        "",
    ]
