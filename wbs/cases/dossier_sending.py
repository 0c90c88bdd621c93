"""Sealing a dossier while it is sent: nothing plain on a disk, and memory that does not grow with its files."""

import zipfile
from collections.abc import Callable, Iterable, Iterator

from wbs.cases.attachments import open_file
from wbs.cases.dossier import Dossier
from wbs.crypto.archive import ArchiveSealer, Head
from wbs.store import Store


def send(dossier: Dossier, head: Head, store: Store) -> Iterator[bytes]:
    """The sealed archive, piece by piece. Raises Missing or Unreadable in its midst: what was sent then never opens."""
    waiting: list[bytes] = []
    sealer = ArchiveSealer(head, waiting.append)
    with zipfile.ZipFile(_Sink(sealer.write), "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, pieces in _contents(dossier, store):
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield from _taken(waiting)
    sealer.finish()
    yield from _taken(waiting)


class _Sink:
    """A stream without a position: the archive's writer then never goes back."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        self._write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def _taken(waiting: list[bytes]) -> Iterator[bytes]:
    yield from waiting
    waiting.clear()


def _contents(dossier: Dossier, store: Store) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "manifest.json", (dossier.manifest,)
    yield from ((name, (data,)) for name, data in dossier.parts)
    yield from ((path, open_file(store, file)) for path, file in dossier.files)
