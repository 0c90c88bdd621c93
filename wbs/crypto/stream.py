"""Files of any length, sealed and opened chunk by chunk, in memory that does not grow with them.

STREAM as in age: AES-256-GCM of 64 KiB chunks, whose nonce is their number and whether it is the last. The header
commits to the key, since AES-GCM does not and a file's key comes out of a manifest. Zeros up to a Padmé bucket blur
the length; the exact one stands in the manifest. Decides nothing about where bytes lie; docs/SEALING.md has the bytes.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from hmac import compare_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import Part, context, derive

CHUNK = 64 * 1024  # plain bytes a chunk
TAG_BYTES = 16
RECORD = CHUNK + TAG_BYTES  # a sealed chunk
STREAM = b"\x04"  # version byte
SALT_BYTES = COMMITMENT_BYTES = KEY_BYTES = 32
HEADER_BYTES = len(STREAM) + SALT_BYTES + COMMITMENT_BYTES
ZEROS = bytes(CHUNK)


def padded_size(plain: int) -> int:
    """The Padmé bucket: the length rounded up so that only its highest bits tell; never below one chunk.

    At most a thirty-second is added: 3.1 % up to 4 GB, and less for larger files.
    """
    if plain <= CHUNK:
        return CHUNK
    exponent = plain.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (plain + mask) & ~mask


def sealed_size(plain: int) -> int:
    """How many bytes a stream of `plain` bytes has when it is sealed."""
    padded = padded_size(plain)
    return HEADER_BYTES + padded + _chunks(padded) * TAG_BYTES


class StreamSealer:
    """Takes plain bytes in any pieces and hands sealed ones to `sink`, at most one chunk behind."""

    def __init__(self, key: bytes, sink: Callable[[bytes], object], *where: Part) -> None:
        """`key` is 32 random bytes of one file alone; `where` says what for. Hands on the header at once."""
        salt = secrets.token_bytes(SALT_BYTES)
        self._cipher, commitment = _cipher(key, salt, where)
        self._sink = sink
        self._kept = bytearray(CHUNK)  # the chunk that may turn out to be the last
        self._filled = self._count = self._size = 0
        sink(STREAM + salt + commitment)

    def write(self, data: bytes | memoryview) -> None:
        view = memoryview(data).cast("B")
        self._size += len(view)
        self._feed(view)

    def finish(self) -> int:
        """Pads, seals the last chunk, and says how many bytes were written. Nothing may be written after it."""
        missing = padded_size(self._size) - self._size
        while missing:
            zeros = memoryview(ZEROS)[: min(missing, CHUNK)]
            missing -= len(zeros)
            self._feed(zeros)
        self._seal(self._kept, is_last=True)
        self._kept = bytearray()
        return self._size

    def _feed(self, view: memoryview) -> None:
        """Seals what cannot be the last chunk any more; whole chunks are taken from the caller's bytes uncopied."""
        while view:
            if self._filled == CHUNK:
                self._seal(self._kept)
                self._filled = 0
            if not self._filled and len(view) > CHUNK:
                self._seal(view[:CHUNK])
                view = view[CHUNK:]
            else:
                taken = view[: CHUNK - self._filled]
                self._kept[self._filled : self._filled + len(taken)] = taken
                self._filled += len(taken)
                view = view[len(taken) :]

    def _seal(self, chunk: bytearray | memoryview, is_last: bool = False) -> None:
        plain = memoryview(chunk)[: self._filled] if is_last else chunk
        sealed = self._cipher.encrypt(_nonce(self._count, is_last), plain, None)
        self._count += 1
        self._sink(sealed)


def open_stream(key: bytes, source: Iterable[bytes], size: int, *where: Part) -> Iterator[bytes]:
    """Exactly `size` plain bytes of a whole stream. Raises Unreadable, at the chunk where something is wrong.

    Every piece that comes out was authentic, but only its end says that nothing was cut off or added.
    """
    padded = _checked_size(size)
    records = _Pieces(source)
    cipher = _opened(key, records.take(HEADER_BYTES), where)
    for number in range(_chunks(padded)):
        yield from _plain(cipher, records.take(_record_size(number, padded)), number, size)
    if not records.is_over():
        raise Unreadable


def open_range(
    key: bytes, read: Callable[[int, int], Iterable[bytes]], size: int, start: int, length: int, *where: Part
) -> Iterator[bytes]:
    """`length` plain bytes from `start` of a stream of `size`; `read(offset, length)` gives sealed bytes.

    Opens only the chunks it needs: whether the rest is there, only `open_stream` finds out. Raises Unreadable.
    """
    if start < 0 or length < 0 or start + length > size:
        raise ValueError("a range within the file is needed")
    if not length:
        return
    padded = _checked_size(size)
    cipher = _opened(key, _Pieces(read(0, HEADER_BYTES)).take(HEADER_BYTES), where)
    first, last = start // CHUNK, (start + length - 1) // CHUNK
    wanted = sum(_record_size(number, padded) for number in range(first, last + 1))
    records = _Pieces(read(HEADER_BYTES + first * RECORD, wanted))
    for number in range(first, last + 1):
        for plain in _plain(cipher, records.take(_record_size(number, padded)), number, size):
            begin = max(start - number * CHUNK, 0)
            yield plain[begin : start + length - number * CHUNK]


class _Pieces:
    """Bytes that come in pieces of any length, taken in pieces of the wanted one."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = iter(source)
        self._rest = memoryview(b"")

    def take(self, length: int) -> bytes | memoryview:
        """Exactly `length` bytes. Raises Unreadable when the source ends before."""
        if len(self._rest) >= length:
            taken, self._rest = self._rest[:length], self._rest[length:]
            return taken
        parts, missing = [self._rest], length - len(self._rest)
        self._rest = memoryview(b"")
        for piece in self._source:
            view = memoryview(piece)
            parts.append(view[:missing])
            if len(view) >= missing:
                self._rest = view[missing:]
                break
            missing -= len(view)
        else:
            raise Unreadable
        return b"".join(parts)

    def is_over(self) -> bool:
        return not self._rest and not any(len(piece) for piece in self._source)


def _plain(cipher: AESGCM, record: bytes | memoryview, number: int, size: int) -> Iterator[bytes]:
    """The plain bytes of one chunk, if it holds any; what lies beyond `size` must be zero."""
    is_last = number == _chunks(padded_size(size)) - 1
    try:
        plain = cipher.decrypt(_nonce(number, is_last), record, None)
    except (InvalidTag, ValueError):
        raise Unreadable from None
    told = max(size - number * CHUNK, 0)
    if told < len(plain):
        if plain[told:] != ZEROS[: len(plain) - told]:
            raise Unreadable
        plain = plain[:told]
    if plain:
        yield plain


def _opened(key: bytes, header: bytes | memoryview, where: tuple[Part, ...]) -> AESGCM:
    if header[: len(STREAM)] != STREAM or len(key) != KEY_BYTES:
        raise Unreadable
    cipher, commitment = _cipher(key, bytes(header[len(STREAM) : -COMMITMENT_BYTES]), where)
    if not compare_digest(commitment, header[-COMMITMENT_BYTES:]):
        raise Unreadable
    return cipher


def _cipher(key: bytes, salt: bytes, where: tuple[Part, ...]) -> tuple[AESGCM, bytes]:
    """The cipher of one stream, and what its header says about the key."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    bound = context(*where)
    return AESGCM(derive(key, "stream", bound, salt=salt)), derive(key, "stream-commit", bound, salt=salt)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _checked_size(size: int) -> int:
    if size < 0:
        raise Unreadable
    return padded_size(size)


def _chunks(padded: int) -> int:
    return -(-padded // CHUNK)


def _record_size(number: int, padded: int) -> int:
    return min(CHUNK, padded - number * CHUNK) + TAG_BYTES
