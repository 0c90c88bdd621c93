"""`wbs directory`: the next directory out, signed, and in again. Answers in Bahasa with the next step."""

from collections.abc import Sequence
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wbs import clock
from wbs.app import create_app
from wbs.cases.desk_check import BLOCKING
from wbs.config import Settings
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.identity import SEED_BYTES
from wbs.crypto.words import UnknownWord, WrongCount
from wbs.errors import Distrusted, Refused
from wbs.keyfolder import MissingKey, write_secret
from wbs.people.differences import differences
from wbs.people.directory_file import checked, from_file, sign, to_file
from wbs.people.going_live import install
from wbs.people.next_directory import UNHELD, UNREAD, export, staffing, unheld_after, unread_after
from wbs.people.rescuing import rescue
from wbs.staff.directory import Directory
from wbs.staff.directory_key import unlock_directory_key
from wbs.structure.going_live import following, governed_by, note_in_force, told_to_signer

WRONG_WORDS = "Delapan kata itu tidak cocok dengan berkas kunci ini."
NOT_VALID = "Direktori yang berlaku tidak sah. Pulihkan berkasnya dari cadangan kunci."
PATH = click.Path(path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def directory() -> None:
    """Direktori: siapa yang bekerja di sini, dengan tanda tangan."""


@directory.command("export")
@click.argument("file", type=PATH)
@click.option("--renew", is_flag=True, help="Kedua jalur, juga yang tanpa perubahan: memperpanjang masa berlaku.")
@click.option("--alone", is_flag=True, help="Darurat: juga usulan yang di sini tidak punya orang kedua lagi.")
@click.pass_obj
def export_command(settings: Settings, file: Path, renew: bool, alone: bool) -> None:
    """Menulis direktori berikutnya, belum ditandatangani, dari perubahan yang disetujui."""
    app = create_app(settings)
    try:
        with app.app_context():
            instance, now = app.extensions["wbs"], clock.now()
            units = following(instance)
            changed = (units.government, units.changes) if units else (None, ())
            parts = export(instance, now, renew, alone, *changed)
            for part in parts:
                _tell(*checked(part, instance.keys.directory_public))
            findings = staffing(instance, parts, now)
            for finding in findings:
                click.echo(f"{finding.severity}: {finding.sentence} {finding.next_step}")
            if numbers := unread_after(instance, parts):
                click.echo(f"peringatan: {UNREAD.format(numbers=', '.join(numbers))}")
            if names := unheld_after(instance, parts):
                click.echo(f"peringatan: {UNHELD.format(names=', '.join(names))}")
            if any(finding.severity == BLOCKING for finding in findings):
                raise Refused("Direktori ini tidak bisa dipakai. Kembalikan usulan itu di halaman Orang.")
    except Refused as why:
        raise click.ClickException(why.message) from None
    except Distrusted:
        raise click.ClickException(NOT_VALID) from None
    file.write_bytes(to_file(parts))
    click.echo(f"Ditulis ke {file}. Berikutnya, di mesin luring: `wbs directory sign {file.name} --key BERKAS_KUNCI`.")


@directory.command("sign")
@click.argument("file", type=THERE)
@click.option("--key", "key_file", type=THERE, required=True, help="Berkas kunci direktori.")
def sign_command(file: Path, key_file: Path) -> None:
    """Menandatangani, luring: tidak perlu basis data maupun server."""
    try:
        parts = from_file(file.read_bytes())
        key = _unlocked(key_file.read_bytes())
        for part in parts:
            _tell(*checked(part, key.public_key().public_bytes_raw()))
        _ask_alone([line for part in parts for line in part.alone])
        click.confirm("Tanda tangani persis ini?", abort=True)
        signed = [sign(part, key) for part in parts]
    except Refused as why:
        raise click.ClickException(why.message) from None
    write_secret(file, to_file(signed))
    click.echo(f"{file} sudah ditandatangani. Cabut kuncinya.")
    click.echo(f"Berikutnya di mesin WBS: `wbs directory install {file.name}`.")


@directory.command("install")
@click.argument("file", type=THERE)
@click.option("--unread-ok", is_flag=True, help="Juga bila ada kasus tanpa pembaca, atau kunci tanpa pemegang.")
@click.pass_obj
def install_command(settings: Settings, file: Path, unread_ok: bool) -> None:
    """Memeriksa tanda tangan dan persetujuan, lalu memberlakukan direktori baru."""
    app = create_app(settings)
    try:
        with app.app_context():
            parts, now = from_file(file.read_bytes()), clock.now()
            done = install(app.extensions["wbs"], parts, now, unread_ok, governed_by)
            for part in parts:
                note_in_force(app.extensions["wbs"], part.unit_changes, now)
    except Refused as why:
        raise click.ClickException(why.message) from None
    except Distrusted:
        raise click.ClickException(NOT_VALID) from None
    except MissingKey as missing:
        raise click.ClickException(f"Kunci {missing} tidak ada di sini. Jalankan di mesin pekerja.") from None
    for one in done:
        click.echo(f"{one.realm}: direktori nomor {one.after.serial} berlaku sampai {one.after.valid_until}.")
    click.echo("Siapa yang menunggu kunci terlihat oleh rekan semejanya di halaman Pekerjaan saya.")
    click.echo("Berikutnya: salin folder kunci ke media kuncinya, lalu `wbs check`.")


@directory.command("rescue")
@click.argument("name", metavar="NAMA_MASUK")
@click.pass_obj
def rescue_command(settings: Settings, name: str) -> None:
    """Darurat: kata sandi baru bagi orang yang tidak bisa diusulkan siapa pun lagi. Dua kali: sebelum dan sesudah tanda tangan."""  # noqa: E501
    app = create_app(settings)
    try:
        with app.app_context():
            words = rescue(app.extensions["wbs"], name, clock.now())
    except Refused as why:
        raise click.ClickException(why.message) from None
    except Distrusted:
        raise click.ClickException(NOT_VALID) from None
    if not words:
        click.echo("Usulan tercatat. Berikutnya: `wbs directory export BERKAS --alone`, `sign`, `install`,")
        click.echo(f"lalu `wbs directory rescue {name}` sekali lagi: itu menunjukkan kata sandi sekali pakai.")
        return
    click.echo(f"Kata sandi sekali pakai untuk {name}, ditunjukkan satu kali:\n\n  {words}\n")
    click.echo("Sesudah orangnya masuk dan membuat kunci: `wbs directory export`, `sign`, `install`.")


def _ask_alone(lines: Sequence[str]) -> None:
    """The signer is the second person, and must know it."""
    if not lines:
        return
    click.echo("DARURAT. Belum disetujui siapa pun selain pengusulnya; Anda orang keduanya:")
    for line in lines:
        click.echo(f"  ! {line}")
    click.confirm("Sudah Anda tanyakan kepada pimpinan dan orangnya, di luar sistem ini?", abort=True)


def _unlocked(raw: bytes) -> Ed25519PrivateKey:
    if len(raw) == SEED_BYTES:  # of a demo, which has no ceremony
        return Ed25519PrivateKey.from_private_bytes(raw)
    try:
        return unlock_directory_key(raw, click.prompt("8 kata berkas kunci", hide_input=True), Gate())
    except UnknownWord as slip:
        raise Refused(f"Kata ke-{slip.position} tidak ada dalam daftar kata. Periksa ejaannya.") from None
    except WrongCount as slip:
        raise Refused(f"Perlu 8 kata; yang Anda tulis {slip.count}.") from None
    except Unreadable:
        raise Refused(WRONG_WORDS) from None


def _tell(before: Directory, after: Directory) -> None:
    lines: Sequence[str] = differences(before, after) or ("Tidak ada orang yang berubah; hanya masa berlakunya.",)
    click.echo(f"Jalur {after.realm}, nomor {before.serial} -> {after.serial}, berlaku sampai {after.valid_until}:")
    units = told_to_signer(*(one.government.units if one.government else None for one in (before, after)))
    for line in (*lines, *units):
        click.echo(f"  - {line}")


