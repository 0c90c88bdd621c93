"""How long a thread waits for a client: who is silent, drips or does not read its answer does not keep one for hours.

Counts only the time spent waiting for the client. Phones on a bad line pass, unless others wait for a thread: then who
is slower than a bad line is let go within seconds. docs/THREAT_MODEL.md has the attack. Knows no requests.
"""

import errno
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from wbs.errors import TooSlow

SILENCE_S = 20.0  # without a byte
GRACE_S = 60.0  # before the average counts
LEAST_PER_S = 2048  # bytes, on average
CROWDED_GRACE_S, CROWDED_PER_S = 3.0, 16 * 1024  # the same while others wait
LOOK_S = 1.0  # how often to see whether others wait
AT_ONCE = 64 * 1024  # gunicorn copies the rest of a piece at each read: of a megabyte that costs more than sealing it


class PacedSocket:
    """A connection as the web server sees it. `recv` and `recv_into` raise TooSlow; `sendall` breaks off (OSError).

    All else is the socket's. `is_crowded` says whether others wait for the thread that waits here.
    """

    silence_s, grace_s, least_per_s = SILENCE_S, GRACE_S, LEAST_PER_S

    def __init__(self, sock: socket.socket, is_crowded: Callable[[], bool] = lambda: False) -> None:
        self._sock, self._is_crowded = sock, is_crowded
        self.begin()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def begin(self) -> None:
        """A request: what was waited for before is not its matter."""
        self._waited_s, self._moved = 0.0, 0

    def recv(self, size: int, flags: int = 0) -> bytes:
        if flags & socket.MSG_DONTWAIT:
            return self._sock.recv(size, flags)
        piece = memoryview(bytearray(min(size, AT_ONCE)))
        return bytes(piece[: self.recv_into(piece)])

    def recv_into(self, buffer: memoryview) -> int:
        try:
            count = self._sock.recv_into(buffer, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            count = self._in_time(partial(self._sock.recv_into, buffer))
        self._moved += count
        return count

    def sendall(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            left = left[self._sock.send(left, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            pass
        if left:
            self._send_in_time(left)

    def _send_in_time(self, left: memoryview) -> None:
        """From here on what moves has been read at the other end; before, it may have filled the kernel's buffers."""
        self.begin()
        try:
            while left:
                count = self._in_time(partial(self._sock.send, left))
                self._moved, left = self._moved + count, left[count:]
        except TooSlow:
            raise BrokenPipeError(errno.EPIPE, "nobody reads") from None

    def _in_time(self, move: Callable[[], int]) -> int:
        before, silent_since = self._sock.gettimeout(), self._waited_s
        try:
            while True:
                self._sock.settimeout(min(self._patience(silent_since), LOOK_S))
                began = time.monotonic()
                try:
                    return move()
                except TimeoutError:
                    continue
                finally:
                    self._waited_s += time.monotonic() - began
        finally:
            self._sock.settimeout(before)

    def _patience(self, silent_since: float) -> float:
        """Seconds until the client is too slow, one way or another. Raises TooSlow."""
        grace_s, per_s = self.grace_s, self.least_per_s
        if self._is_crowded():
            grace_s, per_s = min(grace_s, CROWDED_GRACE_S), max(per_s, CROWDED_PER_S)
        until_average = max(grace_s, self._moved / per_s) - self._waited_s
        until_silence = silent_since + self.silence_s - self._waited_s
        if min(until_average, until_silence) <= 0:
            raise TooSlow
        return min(until_average, until_silence)
