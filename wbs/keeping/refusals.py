"""Every known way in which a backup or a restore can fail, in words that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from wbs.crypto.archive import OtherVersion, WrongKey
from wbs.crypto.failures import Unreadable
from wbs.keeping.key import PUBLIC_NAME, NoKey
from wbs.keeping.place import Busy, Exists
from wbs.keeping.restoring import NotEmpty
from wbs.keeping.saving import OldDatabase
from wbs.keyfolder import MissingKey
from wbs.store import StoreDown, StoreFull

WORDS: tuple[tuple[type[Exception], str], ...] = (  # the first that fits; {} is what the exception says
    (Busy, "Cadangan atau pemulihan lain sedang berjalan. Tunggu sampai selesai."),
    (Exists, "Berkas itu sudah ada; cadangan tidak pernah menimpa. Pilih nama lain, atau sebuah folder."),
    (OldDatabase, "Susunan basis data belum yang terbaru. Jalankan: wbs migrate"),
    (NotEmpty, "Basis data tujuan tidak kosong ({}). Pulihkan ke basis data yang baru."),
    (NoKey, "Berkas kunci itu bukan kunci cadangan, atau salah salin."),
    (WrongKey, "Cadangan ini tersegel untuk kunci cadangan lain."),
    (OtherVersion, "Ini bukan cadangan WBS, atau dibuat oleh program yang lebih baru."),
    (Unreadable, "Cadangan ini rusak atau terpotong; tidak ada yang dipulihkan. Pakai cadangan lain."),
    (StoreFull, "Penyimpanan berkas penuh; tidak ada yang dipulihkan."),
    (StoreDown, "Penyimpanan berkas tidak menjawab. Coba lagi."),
)


@contextmanager
def telling() -> Iterator[None]:
    """Turns them into what the command says. Whatever is not known goes on."""
    try:
        yield
    except MissingKey as missing:
        advice = " Jalankan: wbs backup-key FILE" if str(missing) == PUBLIC_NAME else ""
        raise click.ClickException(f"Kunci {missing} tidak ada di folder kunci.{advice}") from None
    except OSError as problem:
        raise click.ClickException(f"Berkas tidak dapat dibaca atau ditulis: {problem.strerror}.") from None
    except tuple(kind for kind, _ in WORDS) as known:
        words = next(words for kind, words in WORDS if isinstance(known, kind))
        raise click.ClickException(words.format(known)) from None
