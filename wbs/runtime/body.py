"""The body of a request whose length was told, read from the connection straight into whoever asks for it.

Gunicorn's own copies each piece five times on its way, which for the 75 kB of a report's form is more than all the rest
of reading it. Its count of what is left is kept, so what nobody reads is drained by gunicorn as ever.
"""

import io
from typing import Any

from gunicorn.http.body import LengthReader


class DirectBody(io.RawIOBase):
    """A stream that is at its end where the body ends."""

    failed = False  # gunicorn asks: where the next request would begin is not known then

    def __init__(self, left: LengthReader) -> None:
        self._left = left

    @property
    def is_read(self) -> bool:
        """Whether the next request begins here."""
        return not self._left.length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills it, unless the body ends before. Raises TooSlow."""
        source, view = self._left.unreader, memoryview(buffer)[: self._left.length]
        came_with_head = source.take_buffered()
        filled = min(len(came_with_head), len(view))
        view[:filled] = came_with_head[:filled]
        if filled < len(came_with_head):
            source.unread(came_with_head[filled:])
        try:
            while filled < len(view) and (count := source.sock.recv_into(view[filled:])):
                filled += count
        except Exception:
            self.failed = True
            raise
        self._left.length -= filled
        return filled
