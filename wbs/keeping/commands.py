"""`wbs backup-key`, `wbs backup`, `wbs restore`: each does one thing whole, and says in Bahasa what comes next."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import click
import sqlalchemy as sa

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.crypto.archive import Archive
from wbs.db import db, engine_options, prepare_engine
from wbs.keeping.archive import OPENING_BYTES, Opening, begin_archive, open_archive, origin_of, read_opening
from wbs.keeping.frames import FrameReader, FrameWriter
from wbs.keeping.key import PUBLIC_NAME, backup_recipient, make_backup_key, read_backup_key
from wbs.keeping.place import alone, arriving, last_backup, reader, remove_old, remove_partial, target_of
from wbs.keeping.purged import leave_beside, lists_for, remember_purged
from wbs.keeping.reading import read_about
from wbs.keeping.refusals import telling
from wbs.keeping.rehearsing import OTHER_ORIGIN, Rehearsed, rehearse
from wbs.keeping.restoring import differences, place, refuse_filled
from wbs.keeping.saving import Saved, save
from wbs.keyfolder import Keys, load_keys
from wbs.migrating import migrate

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MEGABYTE = 1_000_000
MOST_TOLD = 20  # findings on the screen


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "replaces", is_flag=True, help="Mengganti kunci cadangan yang ada.")
@click.pass_obj
def backup_key(settings: Settings, file: Path, replaces: bool) -> None:
    """Membuat kunci cadangan: bagian rahasia ke FILE di luar mesin, bagian umum ke folder kunci."""
    public = settings.keys_dir / PUBLIC_NAME
    if public.exists() and not replaces:
        raise click.ClickException(
            f"Kunci cadangan sudah ada ({public}). Tambahkan --replace untuk menggantinya; cadangan lama tetap perlu "
            "kunci lamanya."
        )
    if any(file.resolve().is_relative_to(inside.resolve()) for inside in (settings.var_dir, settings.keys_dir)):
        raise click.ClickException(
            f"{file} terletak di folder pemasangan. Pilih tempat di luar mesin ini, misalnya flash disk."
        )
    with telling():
        identity = make_backup_key(settings.keys_dir, file)
    click.echo(f"Kunci cadangan {identity.key_id} dibuat. Bagian rahasianya hanya ada di {file}.")
    click.echo("Berikutnya: cetak berkas itu, simpan di dua tempat terkunci, lalu hapus dari mesin ini.")
    click.echo("Tanpa kunci itu tidak ada cadangan yang dapat dibuka. Lalu jalankan: wbs backup FOLDER")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_obj
def backup(settings: Settings, path: Path) -> None:
    """Membuat cadangan tersegel di PATH: sebuah berkas baru, atau folder.

    Cadangan pemasangan ini yang lebih tua dari WBS_BACKUP_DAYS hari dihapus dari folder itu.
    """
    now = clock.now()
    with telling(), alone(settings.var_dir):
        keys, recipient = load_keys(settings.keys_dir), backup_recipient(settings.keys_dir)
        app, file, origin = create_app(settings), target_of(path, now), origin_of(keys.salt)
        remove_partial(file.parent)
        opening = Opening(origin, now, recipient.key_id)
        with app.app_context():
            try:
                with arriving(file) as opened:
                    sealer = begin_archive(opening, recipient, opened.write)
                    frames = FrameWriter(sealer.write, keys.ledger_key("worker"))
                    saved = save(frames, app.extensions["wbs"].store, now)
                    sealer.finish()
                remember_purged(app.extensions["wbs"], now)
                leave_beside(app.extensions["wbs"], file.parent)
            finally:
                db.session.remove()
                db.engine.dispose()
        last_backup(settings.var_dir).write_text(now.isoformat(timespec="seconds"), "ascii")
        removed = remove_old(file.parent, origin, now - timedelta(days=settings.backup_days))
    _tell_saved(settings, file, recipient.key_id, saved, removed)


@click.command()
@click.argument("file", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="Bagian rahasia kunci cadangan (wbs backup-key).")
@click.option("--check", "only_check", is_flag=True, help="Hanya dicoba dan diperiksa; tidak ada yang disimpan.")
@click.option("--with-findings", is_flag=True, help="Pulihkan juga bila pemeriksaan menemukan sesuatu.")
@click.pass_obj
def restore(settings: Settings, file: Path, key_file: Path, only_check: bool, with_findings: bool) -> None:
    """Memulihkan cadangan FILE ke basis data yang kosong, setelah dicoba dan diperiksa di tempat sementara."""
    with telling(), alone(settings.var_dir) as scratch, file.open("rb") as opened:
        keys, archive = load_keys(settings.keys_dir), _opened(opened, key_file)
        if not only_check:
            _refuse_filled(settings)
        purged = lists_for(file, settings.var_dir, keys.salt)
        rehearsed = rehearse(settings, archive.whole, keys.worker_keys(), scratch, purged)
        if read_opening(archive.head.raw[:OPENING_BYTES]).origin != origin_of(keys.salt):
            rehearsed.findings.insert(0, OTHER_ORIGIN)
        _tell_rehearsed(rehearsed, has_list=bool(purged))
        if rehearsed.findings and not with_findings:
            raise click.ClickException(
                "Pemeriksaan menemukan yang di atas; tidak ada yang dipulihkan. Coba cadangan lain, atau tambahkan "
                "--with-findings bila keadaan itu memang diketahui."
            )
        if only_check:
            click.echo("Cadangan ini dapat dipulihkan. Percobaan sudah dihapus.")
            return
        _restore(settings, keys, archive, rehearsed)


def _restore(settings: Settings, keys: Keys, archive: Archive, rehearsed: Rehearsed) -> None:
    migrate(settings)
    app = create_app(settings)
    with app.app_context():
        try:
            instance = app.extensions["wbs"]
            frames = iter(FrameReader(archive.whole(), *keys.worker_keys()))
            read_about(frames)
            place(instance, rehearsed, frames, clock.now())
            different = list(differences(instance, rehearsed))
        finally:
            db.session.remove()
            db.engine.dispose()
    _tell_findings(different)
    if different:
        raise click.ClickException(
            "Data sudah di tempatnya, tetapi tidak sama dengan hasil percobaan. Jangan jalankan layanan; periksa "
            "disk atau basis datanya, kosongkan, lalu pulihkan lagi."
        )
    click.echo("Dipulihkan: jumlah baris, hash setiap berkas, dan buku jejak cocok dengan hasil percobaan.")
    click.echo("Kejadian ini dicatat di buku jejak kedua ranah (log:restored). Semua orang harus masuk lagi.")
    click.echo(
        f"Yang ditulis setelah {_when(rehearsed)} tidak ada lagi. Berikutnya: pastikan folder kunci yang "
        "terbaru ada di tempatnya, jalankan wbs check, lalu layanannya."
    )


def _refuse_filled(settings: Settings) -> None:
    """Before the long work; asked again inside the transaction."""
    engine = sa.create_engine(settings.database_url, **engine_options(settings.database_url))
    prepare_engine(engine)
    try:
        with engine.connect() as connection:
            refuse_filled(connection)
    finally:
        engine.dispose()


def _opened(file: BinaryIO, key_file: Path) -> Archive:
    identity = read_backup_key(key_file)
    return open_archive(reader(file), file.seek(0, 2), identity)


def _tell_saved(settings: Settings, file: Path, key_id: str, saved: Saved, removed: Iterable[str]) -> None:
    size = file.stat().st_size / MEGABYTE
    click.echo(f"Cadangan: {file} ({size:.1f} MB), tersegel untuk kunci {key_id}.")
    click.echo(f"Isi: {saved.rows['case_file']} kasus, {sum(saved.rows.values())} baris, {saved.files} berkas.")
    for realm, (length, root) in sorted(saved.heads.items()):
        click.echo(f"Buku jejak {realm}: {length} catatan, akar {root[:16]}")
    if saved.broken:
        click.echo(f"{len(saved.broken)} berkas sudah hilang atau rusak di penyimpanan. Jalankan: wbs verify")
    for name in removed:
        click.echo(f"Dihapus, lebih tua dari {settings.backup_days} hari: {name}")
    click.echo("Berikutnya: salin ke mesin lain, dan sekali sebulan coba: wbs restore --check FILE --key KUNCI")


def _tell_rehearsed(rehearsed: Rehearsed, *, has_list: bool) -> None:
    when = _when(rehearsed)
    click.echo(f"Cadangan dari {when}, susunan {rehearsed.about.revision}. Dicoba di tempat sementara:")
    click.echo(f"  {rehearsed.rows['case_file']} kasus, {sum(rehearsed.rows.values())} baris.")
    click.echo(f"  {rehearsed.files} berkas ({rehearsed.file_bytes / MEGABYTE:.1f} MB), hash dicocokkan.")
    if rehearsed.broken:
        click.echo(f"  {len(rehearsed.broken)} di antaranya sudah hilang atau rusak sebelum cadangan dibuat.")
    for realm, (size, root) in rehearsed.heads.items():
        click.echo(f"  Buku jejak {realm}: {size} catatan, akar {root.hex()[:16]}")
    if not has_list:
        click.echo("  Tidak ada daftar pemusnahan (*.dimusnahkan) di sini atau di samping cadangan. Bila ada kasus")
        click.echo("  yang dimusnahkan sesudah cadangan ini, salin dulu daftarnya ke sampingnya; tanpa itu ia kembali.")
    if rehearsed.purged:
        click.echo(f"  {rehearsed.purged} kasus sudah dimusnahkan sesudah cadangan ini dibuat; dimusnahkan lagi.")
    _tell_findings(rehearsed.findings)
    if not rehearsed.findings:
        click.echo("  Buku jejak utuh dan cocok dengan arsip.")


def _tell_findings(findings: list[str]) -> None:
    for finding in findings[:MOST_TOLD]:
        click.echo(f"  ! {finding}")
    if len(findings) > MOST_TOLD:
        click.echo(f"  ! dan {len(findings) - MOST_TOLD} lagi")


def _when(rehearsed: Rehearsed) -> str:
    return f"{rehearsed.about.made_at.astimezone(rehearsed.settings.zone):%Y-%m-%d %H:%M}"
