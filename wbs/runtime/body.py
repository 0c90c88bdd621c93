"""The body of a request as the application reads it: whole, or an error of ours that says it never came.

Where its length was told it is read from the connection straight into whoever asks for it: gunicorn's own copies each
piece five times on its way, which for the 75 kB of a report's form is more than all the rest of reading it. Its count
of what is left is kept: it says whether the next request begins here. Chunks are told apart by gunicorn.
"""

import io
from typing import Any

from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.http.errors import NoMoreData, ParseException

from wbs.errors import Garbled


class DirectBody(io.RawIOBase):
    """A stream that is at its end where the body ends, not where the connection does (RFC 9112, 8)."""

    def __init__(self, left: LengthReader) -> None:
        self._left = left

    @property
    def is_read(self) -> bool:
        """Whether the next request begins here: not after a failure, since only what was handed on is taken off."""
        return not self._left.length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills it, unless the body ends before. Raises TooSlow, Garbled."""
        source, view = self._left.unreader, memoryview(buffer)[: self._left.length]
        came_with_head = source.take_buffered()
        filled = min(len(came_with_head), len(view))
        view[:filled] = came_with_head[:filled]
        if filled < len(came_with_head):
            source.unread(came_with_head[filled:])
        while filled < len(view):
            count = source.sock.recv_into(view[filled:])
            if not count:
                raise Garbled
            filled += count
        self._left.length -= filled
        return filled


class ChunkedBody(io.RawIOBase):
    """The same for one sent in chunks. What gunicorn finds wrong with them is the sender's fault, not ours."""

    _failed = False

    def __init__(self, chunks: ChunkedReader) -> None:
        self._chunks = chunks

    @property
    def is_read(self) -> bool:
        return self._chunks.parser is None and not self._failed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills it, unless the body ends before. Raises TooSlow, Garbled."""
        if self._failed:  # gunicorn would say that the body ended there
            raise Garbled
        self._failed = True  # unless this piece comes
        try:
            data = self._chunks.read(len(buffer))
        except (ParseException, NoMoreData):
            raise Garbled from None
        self._failed = False
        buffer[: len(data)] = data
        return len(data)


def body_of(reader: LengthReader | ChunkedReader) -> DirectBody | ChunkedBody:
    """What the application reads in place of gunicorn's own body; who has no body tells the length 0."""
    return DirectBody(reader) if isinstance(reader, LengthReader) else ChunkedBody(reader)
