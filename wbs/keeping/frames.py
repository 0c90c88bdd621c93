"""What lies inside an archive: frames of a letter, a length and a payload, and at the end a MAC over all before it.

Pure: bytes in, frames out. The MAC says that a holder of the installation's worker key made it; the stream around it
only that nothing was changed since somebody did.
"""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive

BEGIN, TABLE, ROWS, FILE, PIECE, FILE_END, END, FILLER, MAC = b"B", b"T", b"R", b"F", b"P", b"E", b"Z", b"N", b"M"
LETTERS = frozenset((BEGIN, TABLE, ROWS, FILE, PIECE, FILE_END, END, FILLER, MAC))
HEAD_BYTES, MAC_BYTES = 5, 32
STEP = 4 << 20  # lengths are multiples of this: two archives of one week do not tell how many reports came
MOST_BYTES = 1 << 28  # of one frame: what a reader takes into memory at most
Frame = tuple[bytes, bytes]


class FrameWriter:
    def __init__(self, sink: Callable[[bytes], object], worker_key: bytes) -> None:
        self._sink = sink
        self._mac = _mac(worker_key)
        self._length = 0

    def write(self, letter: bytes, payload: bytes) -> None:
        for part in (letter + len(payload).to_bytes(4, "big"), payload):
            self._mac.update(part)
            self._length += len(part)
            self._sink(part)

    def write_json(self, letter: bytes, value: Any) -> None:
        self.write(letter, compact(value).encode())

    def finish(self) -> None:
        """Fills up to a multiple of `STEP` and ends with the MAC."""
        self.write(FILLER, bytes(-(self._length + 2 * HEAD_BYTES + MAC_BYTES) % STEP))
        self.write(MAC, self._mac.digest())


class FrameReader:
    """Frames out of pieces of any length. `is_genuine` is known when the last one has been read.

    `worker_keys` are all that the worker ever had: an archive may be older than a rotation.
    """

    def __init__(self, pieces: Iterable[bytes], *worker_keys: bytes) -> None:
        self._pieces = iter(pieces)
        self._rest = bytearray()
        self._macs = [_mac(key) for key in worker_keys]
        self.is_genuine = False

    def __iter__(self) -> Iterator[Frame]:
        """Everything up to the end. Raises Unreadable, also for bytes behind it or an end that is missing."""
        while True:
            head = self._take(HEAD_BYTES)
            letter, length = head[:1], int.from_bytes(head[1:], "big")
            if letter not in LETTERS or length > MOST_BYTES:
                raise Unreadable
            payload = self._take(length)
            if letter == MAC:
                self.is_genuine = any(hmac.compare_digest(mac.digest(), payload) for mac in self._macs)
                break
            for mac in self._macs:
                mac.update(head)
                mac.update(payload)
            if letter != FILLER:
                yield letter, payload
        if self._rest or any(self._pieces):  # asking for more is what makes the stream tell that it is whole
            raise Unreadable

    def _take(self, length: int) -> bytes:
        while len(self._rest) < length:
            piece = next(self._pieces, None)
            if piece is None:
                raise Unreadable
            self._rest += piece
        taken = bytes(self._rest[:length])
        del self._rest[:length]
        return taken


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def parsed(payload: bytes) -> Any:
    """Raises Unreadable."""
    try:
        return json.loads(payload)
    except ValueError:
        raise Unreadable from None


def _mac(worker_key: bytes) -> hmac.HMAC:
    return hmac.new(derive(worker_key, "backup"), digestmod="sha256")
