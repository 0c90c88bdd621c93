"""`wbs rotate`: new keys with overlap, how the old ones stand, and retiring them. Says in Bahasa what to do next."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import click

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.crypto.identity import Identity
from wbs.errors import Distrusted, Refused
from wbs.keyfolder import MissingKey, read_key
from wbs.keynumbers import file_name
from wbs.rotating import actions
from wbs.rotating.kinds import FACES, KINDS, PEPPERS
from wbs.rotating.placing import next_number
from wbs.staff.first_time import fingerprint
from wbs.staff.instance import Instance

NEXT = """
Berikutnya, sebagai root:
  1. Salin folder kunci ke media kunci. Cadangan (`wbs backup`) tidak membawanya.
  2. `wbs install`, lalu `systemctl daemon-reload && systemctl restart wbs.target`. Yang sudah diterima diselesaikan
     dulu; pengunjung melihat "Sedang sibuk" beberapa detik, dan tidak ada laporan yang hilang. Dengan beberapa mesin:
     salin kunci baru ke semuanya, baru mulai ulang bersama-sama."""
SIGN = """
  3. Lalu direktori, karena alamat pelapor disegel ke kunci di dalamnya:
     wbs directory export berikut.json; wbs directory sign (luring); wbs directory install berikut.json
     Yang menandatangani mencocokkan sidik kunci ini: {fingerprint}"""
LAST = """
  {number}. `wbs check`, `wbs probe`. Sesudahnya `wbs rotate status` menghitung yang masih bergantung pada kunci lama,
     dan `wbs rotate retire {name}` memensiunkannya bila sudah nol."""
STATES = {"newest": "terbaru, sejak", "old": "lama, digantikan", "former": "pensiun sejak"}
DRY = click.option("--dry", is_flag=True, help="Hanya menunjukkan apa yang akan terjadi.")


@click.group()
def rotate() -> None:
    """Kunci: mengganti, melihat umurnya, memensiunkan yang lama."""


@rotate.command()
@click.option("--only", type=click.Choice(["code", "staff"]), help="Hanya pepper kode pelapor, atau kata sandi.")
@DRY
@click.pass_obj
def pepper(settings: Settings, only: str | None, dry: bool) -> None:
    """Pepper baru untuk kode pelapor dan kata sandi petugas; yang lama tetap membuka."""
    _rotate(settings, [f"pepper.{only}"] if only else PEPPERS, dry)


@rotate.command()
@DRY
@click.pass_obj
def ticket(settings: Settings, dry: bool) -> None:
    """Kunci tiket baru; formulir yang sedang terbuka tetap dapat dikirim."""
    _rotate(settings, ["ticket"], dry)


@rotate.command()
@DRY
@click.pass_obj
def notifier(settings: Settings, dry: bool) -> None:
    """Kunci pengirim kabar baru; direktori harus ditandatangani lagi."""
    _rotate(settings, ["notifier"], dry)


@rotate.command()
@click.option("--only", type=click.Choice(["public", "staff", "worker"]), help="Hanya kunci muka ini.")
@DRY
@click.pass_obj
def face(settings: Settings, only: str | None, dry: bool) -> None:
    """Kunci buku jejak baru bagi setiap muka; catatan lama tetap diperiksa dengan yang lama."""
    _rotate(settings, [f"ledger.{only}"] if only else FACES, dry)


@rotate.command()
@click.option("--record", "records", is_flag=True, help="Mencatat kunci yang belum ada di buku jejak.")
@click.pass_obj
def status(settings: Settings, records: bool) -> None:
    """Umur setiap kunci, dan berapa yang masih bergantung pada yang lama."""
    with _at_work(settings) as (instance, now):
        if records:
            for kind, number in actions.record_missing(instance, now):
                click.echo(f"Dicatat di buku jejak: {KINDS[kind].name} nomor {number}.")
        for kind in KINDS.values():
            found = [one for one in actions.standing(instance, now) if one.kind == kind.files]
            click.echo(f"{kind.name} ({kind.files})" + ("" if found else ": tidak ada di folder kunci ini"))
            for one in found:
                click.echo(_line(instance, one, now))


@rotate.command("retire")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--restarted", is_flag=True, help="Semua proses sudah dimulai ulang sejak kunci itu diganti.")
@click.pass_obj
def retire_command(settings: Settings, kind: str, restarted: bool) -> None:
    """Memensiunkan kunci lama yang tidak dipakai lagi; menolak selama masih ada yang bergantung padanya."""
    with _at_work(settings) as (instance, now):
        actions.require_here(instance, kind)
        gone = actions.forget_outlived(instance, now)
        for outlived, number in gone:
            click.echo(f"Dihapus: {KINDS[outlived].name} nomor {number}. Hapus juga dari salinan folder kunci.")
        if not restarted:
            click.confirm("Semua proses di semua mesin sudah dimulai ulang sejak kunci itu diganti?", abort=True)
        try:
            number = actions.retire(instance, kind, now)
        except Refused as why:
            if gone and why.message == actions.NOTHING_OLD:
                return
            raise
        _tell_retired(instance, kind, number, now)


def _tell_retired(instance: Instance, kind: str, number: int, now: datetime) -> None:
    name = file_name(kind, number, is_former=True)
    click.echo(f"{KINDS[kind].name} nomor {number} pensiun; berkasnya kini {name}.")
    if KINDS[kind].is_kept:
        click.echo("Simpan berkas itu selamanya: catatan lama diperiksa dengannya. Kunci itu tidak menulis lagi.")
    else:
        until = instance.today(now) + timedelta(days=instance.settings.backup_days)
        click.echo(
            f"Simpan sampai {until:%d-%m-%Y}: cadangan yang lebih tua masih memerlukannya. Sesudah hari itu "
            f"`wbs rotate retire {kind}` menghapusnya."
        )
    click.echo("Berikutnya: `wbs install`, `systemctl daemon-reload && systemctl restart wbs.target`, `wbs check`.")


def _rotate(settings: Settings, kinds: Sequence[str], dry: bool) -> None:
    with _at_work(settings) as (instance, now):
        for kind in kinds:
            click.echo(KINDS[kind].happens)
        if dry:
            for kind in kinds:
                actions.require_here(instance, kind)
                folder = settings.keys_dir
                click.echo(f"Akan ditulis: {folder / file_name(kind, next_number(folder, kind))} (mode 600).")
            _tell_next(kinds, "(dicetak setelah kuncinya ada)")
            return
        done = actions.rotate(instance, kinds, now)
        for kind, number in done:
            click.echo(f"Ditulis dan tercatat di buku jejak: {settings.keys_dir / file_name(kind, number)}")
        made = dict(done).get("notifier")
        _tell_next(kinds, _fingerprint(settings, made) if made else "")


def _tell_next(kinds: Sequence[str], told: str) -> None:
    signs = "notifier" in kinds
    click.echo(NEXT + (SIGN.format(fingerprint=told) if signs else "") + LAST.format(number=3 + signs, name=kinds[0]))


def _fingerprint(settings: Settings, number: int) -> str:
    return fingerprint(Identity(read_key(settings.keys_dir / file_name("notifier", number))).public_key)


def _line(instance: Instance, one: actions.Standing, now: datetime) -> str:
    since = instance.today(one.since)
    told = f"  {one.number}  {STATES[one.state]} {since:%d-%m-%Y} ({(instance.today(now) - since).days} hari)"
    if one.hangs is not None:
        told += f"; {one.hangs} masih bergantung padanya"
    return told + ("" if one.is_recorded else "; BELUM TERCATAT, jalankan: wbs rotate status --record")


@contextmanager
def _at_work(settings: Settings) -> Iterator[tuple[Instance, datetime]]:
    """What goes wrong is told in one sentence, with the next step."""
    app = create_app(settings)
    try:
        with app.app_context():
            yield app.extensions["wbs"], clock.now()
    except Refused as why:
        raise click.ClickException(why.message) from None
    except MissingKey as missing:
        raise click.ClickException(f"Kunci {missing} tidak ada di sini. Jalankan `wbs` sebagai root.") from None
    except Distrusted:
        raise click.ClickException("Direktori tidak sah. Pulihkan berkasnya dari cadangan kunci.") from None
    except PermissionError as refused:
        raise click.ClickException(f"Tidak boleh menulis {refused.filename}. Jalankan sebagai root.") from None
    except FileExistsError:
        raise click.ClickException("Perintah lain sedang mengganti kunci yang sama. Lihat: wbs rotate status") from None
