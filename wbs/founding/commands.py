"""`wbs init` and `wbs recover`: they parse, ask, and answer in Bahasa with the next step."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.crypto.identity import Identity
from wbs.errors import Distrusted
from wbs.founding.ceremony import Ceremony, finish, found_government, refuse_unfit_path
from wbs.founding.charter import BadCharter, read_charter, template
from wbs.founding.minutes import TITLE, minutes
from wbs.founding.quorum import BadShare, Gathering
from wbs.founding.recovering import Recovered, recipient_named, recover, refuse_stranger
from wbs.founding.refusals import Impossible
from wbs.founding.sheets import Sheet, as_pdfs, as_text, show_sheets, write_private, write_sheets
from wbs.keyfolder import MissingKey
from wbs.organisation.government import PROFILES
from wbs.staff.directory import REALMS

MINUTES = "berita-acara-pendirian"
NEEDS_SCREEN = (
    "Perintah ini menunjukkan rahasia satu per satu. Jalankan langsung di terminal, atau tambahkan --sheets FOLDER "
    "untuk mencetaknya."
)
NOT_VALID = "Direktori tidak sah atau kedaluwarsa. Perpanjang dulu: `wbs directory export`, `sign`, `install`."
NEXT = """Berikutnya:
  1. Jalankan layanan: systemctl enable --now wbs.target (tanpa `wbs install`: wbs serve).
  2. Setiap orang masuk dengan lembarnya, dan memilih kata sandi dan langkah kedua sendiri.
  3. wbs directory export berikut.json, wbs directory sign berikut.json --key BERKAS_KUNCI,
     wbs directory install berikut.json
  4. wbs check. Selanjutnya: docs/OPERATIONS.md, Langkah pertama."""
FORGET_SCROLLBACK = "\x1b[3J"
PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=PATH, required=False)
@click.option("--template", "profile", type=click.Choice(PROFILES), help="Menulis contoh berkas pendirian.")
@click.option("--directory-key", type=PATH, help="Berkas baru untuk kunci direktori, di luar WBS_VAR.")
@click.option("--sheets", "folder", type=PATH, help="Folder baru untuk lembar PDF yang dicetak, bukan di layar.")
@click.option("--minutes", "minutes_folder", type=PATH, help="Folder berita acara; biasanya folder berkas pendirian.")
@click.pass_obj
def init(
    settings: Settings, file: Path | None, profile: str | None, directory_key: Path | None, folder: Path | None,
    minutes_folder: Path | None,
) -> None:
    """Mendirikan WBS untuk satu pemerintah, menurut berkas pendirian.

    Mulai dengan `wbs init --template kecil > pendirian.toml`, isi, lalu
    `wbs init pendirian.toml --directory-key /media/kunci/direktori.kunci`.
    """
    if profile:
        click.echo(template(profile), nl=False)
        return
    if file is None or directory_key is None:
        raise click.UsageError("Sebutkan berkas pendirian dan --directory-key. Contoh: `wbs init --template kecil`.")
    if folder is None and not sys.stdout.isatty():
        raise click.ClickException(NEEDS_SCREEN)
    try:
        if folder is not None:
            refuse_unfit_path(settings, folder)
        ceremony = found_government(settings, read_charter(file), directory_key.absolute(), clock.now())
    except BadCharter as bad:
        raise click.ClickException(_listed(bad.problems)) from None
    except Impossible as why:
        raise click.ClickException(str(why)) from None
    hand_out(ceremony.sheets, folder)
    written = _write_minutes(ceremony, minutes_folder or file.absolute().parent)
    finish(settings)
    _tell(ceremony, folder, written)


def _listed(problems: Sequence[str]) -> str:
    head = f"Berkas pendirian belum bisa dipakai ({len(problems)} hal):"
    return "\n".join([head, *(f"  - {one}" for one in problems)])


def hand_out(sheets: Sequence[Sheet], folder: Path | None) -> None:
    """Each alone on the screen, or one PDF each in a new folder."""
    if folder is not None:
        folder.mkdir(mode=0o700)
        write_sheets(sheets, folder)
        return
    show_sheets(sheets, _show, click.pause)


def _show(text: str) -> None:
    click.clear()
    click.echo(FORGET_SCROLLBACK + text, nl=False)


def _write_minutes(ceremony: Ceremony, folder: Path) -> tuple[Path, ...]:
    """As PDF to sign, and as text to compare with."""
    blocks, stamp = minutes(ceremony.made), ceremony.made.at.strftime("%Y%m%d-%H%M%S")
    (pdf,) = as_pdfs([Sheet(ceremony.made.charter.government.name, MINUTES, TITLE, tuple(blocks), mark="")])
    contents = {"pdf": pdf, "txt": as_text(blocks).encode()}
    written = tuple(folder / f"{MINUTES}-{stamp}.{ending}" for ending in contents)
    for path, content in zip(written, contents.values(), strict=True):
        write_private(path, content)
    return written


def _tell(ceremony: Ceremony, folder: Path | None, written: Sequence[Path]) -> None:
    made = ceremony.made
    click.echo(f"{made.charter.government.name}: instalasi sudah berdiri.")
    click.echo(f"Berita acara: {', '.join(map(str, written))}. Cetak dan tanda tangani.")
    if folder is not None:
        click.echo(f"{len(ceremony.sheets)} lembar di {folder}: cetak, serahkan kepada namanya, lalu hapus foldernya.")
    click.echo(f"Kunci direktori: {made.directory_key}. Sesudah langkah 3 media itu dicabut dari mesin ini.")
    click.echo(NEXT)


@click.command("recover")
@click.option("--realm", type=click.Choice(REALMS), required=True, help="Jalur kasusnya.")
@click.option("--to", "sign_in_name", required=True, help="Nama masuk orang yang akan membaca.")
@click.option("--case", "numbers", multiple=True, help="Nomor kasus; boleh berkali-kali.")
@click.option("--all", "everything", is_flag=True, help="Semua kasus di jalur itu, juga yang masih ada pembacanya.")
@click.pass_obj
def recover_command(
    settings: Settings, realm: str, sign_in_name: str, numbers: tuple[str, ...], everything: bool
) -> None:
    """Memulihkan kasus yang tidak punya pembaca lagi, dengan potongan kunci dari para pemegang.

    Tanpa --case atau --all: hanya kasus yang tidak bisa dibuka siapa pun. Yang disebut atau dikecualikan dalam laporan
    tidak mendapatkannya. Setiap kasus tercatat di buku jejak.
    """
    now = clock.now()
    try:
        app = create_app(settings)
        with app.app_context():
            instance = app.extensions["wbs"]
            person = recipient_named(instance, realm, sign_in_name, now)
            identity = gathered()
            refuse_stranger(instance, realm, identity, now)
            click.confirm(f"Berikan kasus jalur {realm} kepada {person.name}, {person.position}?", abort=True)
            _report(recover(instance, realm, identity, person, now, numbers, everything), person.name)
    except (Impossible, BadShare) as why:
        raise click.ClickException(str(why)) from None
    except MissingKey as missing:
        raise click.ClickException(f"Kunci {missing} tidak ada. Jalankan di mesin petugas.") from None
    except Distrusted:
        raise click.ClickException(NOT_VALID) from None


def gathered() -> Identity:
    """Asks for shares, unseen, until there are enough; a mistyped one is asked for again."""
    gathering, missing = Gathering(), 1
    while missing > 0:
        typed = click.prompt("Potongan berikutnya (33 kata)", hide_input=True)
        try:
            missing = gathering.add(typed)
        except BadShare as bad:
            click.echo(f"{bad} Coba lagi.")
            continue
        click.echo(f"Diterima. Masih perlu {missing} potongan." if missing else "Potongan cukup.")
    return gathering.rebuild()


def _report(recovered: Recovered, name: str) -> None:
    click.echo(f"{len(recovered.given)} kasus diberikan kepada {name}.")
    for number in recovered.given:
        click.echo(f"  {number}")
    for number, why in recovered.passed_over:
        click.echo(f"  {number}: tidak diberikan, {why}. Pilih orang lain untuk kasus ini.")
