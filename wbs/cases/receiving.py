"""Files while they arrive: sealed chunk by chunk into the store, so that no plain byte ever waits anywhere.

Decides which file is refused and in which words. Knows no request and no case; a file that is refused is read to its
end and thrown away, so that the text sent beside it is kept.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore
from types import MappingProxyType

from wbs.cases.file_names import file_name
from wbs.cases.unsent import Unsent
from wbs.config import Settings
from wbs.crypto.stream import StreamSealer, open_stream
from wbs.evidence.types import HEAD, FileType, detect
from wbs.store import Blob, Room, Store, StoreDown, StoreFull, Writer
from wbs.web.text import N_, _

KEY_BYTES = 32
FILE = "file"  # the context of every file's stream
MIB = 1024 * 1024
SHARE = 3  # of the threads, one in so many may receive files: the others answer pages

PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "too_large": N_("Berkas ini lebih besar dari %(mb)d MB. Perkecil atau bagi dulu, lalu lampirkan lagi."),
        "empty": N_("Berkas ini kosong. Periksa apakah salinannya utuh, lalu lampirkan lagi."),
        "forbidden": N_(
            "Berkas ini sebuah program, dan program tidak kami terima. Kirim foto, tangkapan layar, atau PDF-nya."
        ),
        "too_many": N_("Paling banyak %(files)d berkas sekaligus. Berkas ini belum tersimpan; kirim di lain waktu."),
        "full": N_("Tempat penyimpanan kami sedang penuh. Berkas ini belum tersimpan; coba lagi beberapa jam lagi."),
        "down": N_("Tempat penyimpanan sedang tidak bisa dipakai. Berkas ini belum tersimpan; coba lagi nanti."),
        "crowded": N_(
            "Terlalu banyak berkas sedang menunggu dikirim. Kirim dulu tanpa berkas ini; "
            "berkas dapat ditambahkan lewat kotak pesan."
        ),
        "busy": N_("Sedang banyak yang mengirim berkas. Berkas ini belum tersimpan; tunggu sebentar, lalu coba lagi."),
    }
)  # fmt: skip


def told(problem: str, settings: Settings) -> str:
    """What to do about a problem, in the reader's language."""
    values = {"mb": settings.file_bytes // MIB, "files": settings.most_files}
    return _(PROBLEMS[problem]) % values


@dataclass(frozen=True)
class FilePart:
    """One sealed file in the store with its key: `size` and `sha256` are those of the plain bytes."""

    blob: Blob
    key: bytes = field(repr=False)
    size: int
    sha256: str


def read_part(store: Store, part: FilePart) -> Iterator[bytes]:
    """The plain bytes. Raises Missing, Unreadable."""
    return open_stream(part.key, store.read(part.blob.name), part.size, FILE)


class Sealing:
    """Plain bytes in, one sealed blob out; also for what a cleaner hands back. `write` may raise StoreFull."""

    def __init__(self, store: Store) -> None:
        self.key, self.size, self._hash = secrets.token_bytes(KEY_BYTES), 0, hashlib.sha256()
        self._writer: Writer = store.begin()
        self._sealer = StreamSealer(self.key, self._writer.write, FILE)

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._sealer.write(data)
        self.size += len(data)
        return len(data)

    def finish(self) -> FilePart:
        self._sealer.finish()
        return FilePart(self._writer.finish(), self.key, self.size, self._hash.hexdigest())

    def abort(self) -> None:
        self._writer.abort()


def uncounted(_size: int) -> str:
    """For files of officers: they are sent as they arrive, and nobody's flood keeps them out."""
    return ""


class Arrival:
    """One file of a request, as the form parser writes it: file-like, but it never gives its bytes back.

    `problem` is "" or a key of PROBLEMS, final once the parser is done. `finish` takes the file over; what nobody took
    is removed when the request ends. `counted` is told of each piece before it is stored, and may name a problem.
    """

    def __init__(
        self, store: Store, name: str, most_bytes: int, problem: str = "", counted: Callable[[int], str] = uncounted
    ) -> None:
        self.name, self.problem, self.size = file_name(name), problem, 0
        self._store, self._most, self._counted = store, most_bytes, counted
        self._head = bytearray()
        self._kind: FileType | None = None
        self._sealing: Sealing | None = None
        self._part: FilePart | None = None
        self._is_taken = False

    @property
    def kind(self) -> FileType:
        """Told from the first bytes; until they are there, from what came so far."""
        return self._kind or detect(bytes(self._head), self.name, self.size)

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if not self.problem and self.size > self._most:
            self._refuse("too_large")
        if not self.problem and (problem := self._counted(len(data))):
            self._refuse(problem)
        if not self.problem:
            self._try(self._take, data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """The parser goes back to the start when a file has come whole; there is nothing to go back in."""
        if not self.problem and self._part is None:
            self._try(self._complete)
        return 0

    def tell(self) -> int:
        return self.size

    def read(self, size: int = -1) -> bytes:
        """Nothing: what has arrived is sealed, and `read_part` opens it."""
        return b""

    def close(self) -> None:
        """The request's own end decides what becomes of it."""

    def finish(self) -> FilePart:
        """The file is the caller's from now on. To be asked only without a problem, and after it has come whole."""
        if self._part is None:
            raise ValueError("not a whole file")
        self._is_taken = True
        return self._part

    def abort(self) -> None:
        """Nothing of it stays, unless somebody took it. Safe to call twice."""
        if self._part is not None and not self._is_taken:
            self._store.remove(self._part.blob.name)
            self._part = None
        if self._sealing is not None:
            self._sealing.abort()
            self._sealing = None

    def _try(self, act: Callable[..., None], *arguments: bytes) -> None:
        try:
            act(*arguments)
        except StoreFull:
            self._refuse("full")
        except StoreDown:
            self._refuse("down")

    def _take(self, data: bytes) -> None:
        if self._sealing is not None:
            self._sealing.write(data)
            return
        self._head += data
        if len(self._head) >= HEAD:
            self._begin()

    def _begin(self) -> None:
        """The type is known: refused now, or sealed from its first byte on."""
        self._kind = detect(bytes(self._head), self.name, self.size)
        if self._kind.is_forbidden:
            self._refuse("forbidden")
            return
        self._sealing = Sealing(self._store)
        self._sealing.write(bytes(self._head))
        self._head.clear()

    def _complete(self) -> None:
        if not self.size:
            self._refuse("empty")
        elif self._sealing is None:
            self._begin()
        if self._sealing is not None:
            self._part = self._sealing.finish()
            self._sealing = None

    def _refuse(self, problem: str) -> None:
        self.problem = problem
        self._head.clear()
        self.abort()


class Reception:
    """How files are received in this process: the store, the limits, and how many requests may bring files at once."""

    def __init__(
        self, store: Store, settings: Settings, counter: str = "", now: Callable[[], datetime] | None = None
    ) -> None:
        self.store, self.settings, self._counter, self._now = store, settings, counter, now
        self.unsent = Unsent(store, settings)
        self.room = Room(settings.var_dir, settings.disk_bytes)
        self.places = BoundedSemaphore(max(1, settings.threads // SHARE))

    @property
    def most_bytes(self) -> int:
        """Of all files of one request together."""
        return self.settings.file_bytes * self.settings.most_files

    def visit(self, blueprint: str = "") -> "Visit":
        """At the counter files wait for somebody to send them, in the room that all unsent ones share."""
        if self._now is None or blueprint != self._counter:
            return Visit(self)
        self.unsent.look_sometimes(self._now())
        return Visit(self, self.unsent.problem)


class Visit:
    """What one request brings. It takes a place with its first file and gives it back when it leaves."""

    def __init__(self, reception: Reception, counted: Callable[[int], str] = uncounted) -> None:
        self._reception, self._counted = reception, counted
        self._arrivals: list[Arrival] = []
        self._has_place = reception.places.acquire(blocking=False)

    def receive(self, name: str) -> Arrival:
        problem = "" if self._has_place else "busy"
        if self._reception.room.is_short:
            problem = "full"
        if len(self._arrivals) >= self._reception.settings.most_files:
            problem = "too_many"
        arrival = Arrival(self._reception.store, name, self._reception.settings.file_bytes, problem, self._counted)
        self._arrivals.append(arrival)
        return arrival

    def leave(self) -> None:
        """Aborts what nobody finished. Safe to call twice."""
        for arrival in self._arrivals:
            arrival.abort()
        self._arrivals.clear()
        if self._has_place:
            self._reception.places.release()
            self._has_place = False
