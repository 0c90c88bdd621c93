"""`wbs open`: the one command that needs no installation, only a dossier and who may open it. Answers in Bahasa."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wbs.cases.unpacking import DAMAGED, Contents, NotOpened, check
from wbs.crypto.archive import Archive, OtherVersion, Read, WrongKey, is_for_words, open_with_key, open_with_words
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.passphrase import unlock_key_file
from wbs.crypto.words import UnknownWord, WrongCount
from wbs.web.hostile import shown

NOT_OURS = "Ini bukan berkas kasus WBS, atau dibuat oleh versi lain yang tidak dikenal program ini."
NEEDS_KEY = (
    "Berkas ini tersegel untuk kunci seseorang. Tambahkan --key BERKAS_KUNCI; berkas kunci diunduh dari halaman "
    "Tentang saya."
)
WRONG_KEY = "Berkas ini tidak tersegel untuk kunci itu, atau bagian awalnya rusak."
WRONG_WORDS = "8 kata itu tidak cocok dengan berkas ini, atau bagian awalnya rusak."
WRONG_KEY_WORDS = "8 kata itu tidak cocok dengan berkas kunci ini, atau berkas kuncinya rusak."
MOST_KEY_FILE = 4096
Made = TypeVar("Made")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("open")
@click.argument("file", type=FILE)
@click.option("--key", "key_file", type=FILE, help="Berkas kunci Anda, bila berkas kasus ini untuk kunci Anda.")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder baru untuk isinya.")
def open_dossier(file: Path, key_file: Path | None, folder: Path | None) -> None:
    """Membuka berkas kasus (dossier) tanpa server: memeriksa segelnya, lalu menulis isinya ke folder baru."""
    target = folder or Path(file.stem)
    try:
        contents = check(_opened(file, key_file))
        contents.unpack(target)
    except OtherVersion:
        raise click.ClickException(NOT_OURS) from None
    except NotOpened as why:
        raise click.ClickException(why.message) from None
    except Unreadable:
        raise click.ClickException(DAMAGED) from None
    except OSError as why:
        raise click.ClickException(f"Berkas tidak dapat dibaca atau ditulis: {why.strerror}.") from None
    _tell(contents, target)


def _opened(file: Path, key_file: Path | None) -> Archive:
    read, length = _reader(file), file.stat().st_size
    if is_for_words(read):
        return _asked(
            "8 kata berkas ini", WRONG_WORDS, lambda words: open_with_words(read, length, words, Gate()), WrongKey
        )
    if key_file is None:
        raise click.ClickException(NEEDS_KEY)
    with key_file.open("rb") as opened:
        raw = opened.read(MOST_KEY_FILE)
    identity = _asked("8 kata berkas kunci", WRONG_KEY_WORDS, lambda words: unlock_key_file(raw, words, Gate()))
    try:
        return open_with_key(read, length, identity)
    except WrongKey:
        raise click.ClickException(WRONG_KEY) from None


def _asked(
    question: str, wrong: str, unlock: Callable[[str], Made], wrong_when: type[Unreadable] = Unreadable
) -> Made:
    """What the words unlock. A slip of the pen is told by its place, never by repeating the word."""
    words = click.prompt(question, hide_input=True)
    try:
        return unlock(words)
    except UnknownWord as slip:
        message = f"Kata ke-{slip.position} tidak ada dalam daftar kata. Periksa ejaannya, lalu jalankan lagi."
        raise click.ClickException(message) from None
    except WrongCount as slip:
        raise click.ClickException(f"Perlu 8 kata; yang Anda tulis {slip.count}.") from None
    except wrong_when:
        raise click.ClickException(wrong) from None


def _reader(file: Path) -> Read:
    """Parts of the sealed file, in pieces."""

    def read(offset: int, length: int) -> Any:
        with file.open("rb") as sealed:
            sealed.seek(offset)
            while length and (piece := sealed.read(min(length, 1 << 20))):
                length -= len(piece)
                yield piece

    return read


def _tell(contents: Contents, folder: Path) -> None:
    manifest = contents.manifest
    click.echo(f"Kasus {_plain(manifest.get('case'))}, dibuat {_plain(manifest.get('made_at'))}.")
    click.echo(f"{len(contents.names)} berkas utuh dan cocok dengan daftarnya, ditulis ke {folder}:")
    for name in contents.names:
        click.echo(f"  {name}")
    if left_out := manifest.get("left_out"):
        click.echo(f"{len(left_out)} lampiran tidak ikut; lihat left_out di manifest.json.")
    click.echo(f"SHA-256 daftar: {contents.sha256}")
    click.echo("Hash ini ada di buku jejak (export:made) bila berkas ini benar dibuat di kantor Anda.")


def _plain(value: object) -> str:
    """A word out of somebody else's archive, harmless to a terminal."""
    return shown(str(value).replace("\n", " "))[:80]
