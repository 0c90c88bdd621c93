"""How slowly a body may arrive: a sender who is silent, or drips, does not keep a thread for hours.

Counts only the time spent waiting for the sender. Phones on a bad line pass; docs/THREAT_MODEL.md has the attack.
"""

import socket
import time

from wbs.errors import TooSlow

SILENCE_S = 20.0  # without a byte
GRACE_S = 60.0  # before the average counts
LEAST_PER_S = 2048  # bytes, on average
AT_ONCE = 64 * 1024  # gunicorn copies the rest of a piece at each read: of a megabyte that costs more than sealing it


class PacedSocket:
    """A connection as the server's body reader sees it. `recv` and `recv_into` raise TooSlow."""

    silence_s, grace_s, least_per_s = SILENCE_S, GRACE_S, LEAST_PER_S

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._waited_s, self._received = 0.0, 0

    def recv(self, size: int) -> bytes:
        piece = memoryview(bytearray(min(size, AT_ONCE)))
        return bytes(piece[: self.recv_into(piece)])

    def recv_into(self, buffer: memoryview) -> int:
        try:
            count = self._sock.recv_into(buffer, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            count = self._wait_for(buffer)
        self._received += count
        return count

    def _wait_for(self, buffer: memoryview) -> int:
        before = self._sock.gettimeout()
        began = time.monotonic()
        self._sock.settimeout(self._patience())
        try:
            return self._sock.recv_into(buffer)
        except TimeoutError:
            raise TooSlow from None
        finally:
            self._sock.settimeout(before)
            self._waited_s += time.monotonic() - began

    def _patience(self) -> float:
        """Seconds until the sender is too slow, one way or the other."""
        until_average = max(self.grace_s, self._received / self.least_per_s) - self._waited_s
        if until_average <= 0:
            raise TooSlow
        return min(self.silence_s, until_average)
