"""Connections on which nothing is under way, and the threads that wait at all of them together.

Whom the kernel wakes for what has come, answers. Handing each request from a thread that waits to one that answers
wakes two, and the second has to wait for Python's lock besides: a tenth of a millisecond on the machine at hand. Knows
nothing of requests.
"""

import select
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

ONCE = select.EPOLLIN | select.EPOLLONESHOT  # one thread is told, and no other before the connection is back


class Connection(Protocol):
    """`timeout` is the monotonic second after which nobody waits for it any more."""

    sock: socket.socket
    timeout: float


class Nobody:
    timeout = float("inf")


class Lobby:
    """At most `most` threads, one of which is always free to wait as long as there are fewer.

    `attend` is called for a connection that has something to read or was closed, and must not fail; meanwhile the
    connection is not here. Whoever takes one out of `_here` has it, be it a thread or `overdue`.
    """

    def __init__(self, attend: Callable[[Connection], None], most: int) -> None:
        self._attend, self._most = attend, most
        self._poll = select.epoll()
        self._here: dict[int, Connection] = {}
        self._lock = threading.Lock()
        self._threads = self._free = 0

    def __len__(self) -> int:
        return len(self._here)

    def __getitem__(self, _first: int) -> "Connection | Nobody":
        """Who is due first: gunicorn keeps a sorted list here, and looks at nothing else of it."""
        return min(tuple(self._here.values()), key=lambda one: one.timeout, default=Nobody())

    def add(self, connection: Connection) -> None:
        """One that has just been accepted."""
        place = connection.sock.fileno()
        self._here[place] = connection
        self._poll.register(place, ONCE)

    def come_back(self, connection: Connection) -> None:
        """One that was attended to and stays open. Raises OSError if it does not any more."""
        place = connection.sock.fileno()
        self._here[place] = connection
        try:
            self._poll.modify(place, ONCE)
        except OSError:
            self._here.pop(place, None)
            raise

    def is_crowded(self) -> bool:
        """Whether somebody waits for a thread, and none is left. An epoll instance can be read when somebody came."""
        return not self._free and _can_be_read(self._poll.fileno())

    def overdue(self, now: float) -> list[Connection]:
        """Takes out those for which nobody waits any more. Who has come, and waits for us, is not late."""
        late = (one for one in tuple(self._here.values()) if one.timeout <= now)
        return self._out(one for one in late if not _can_be_read(one.sock.fileno()))

    def everybody(self) -> list[Connection]:
        """Takes out all."""
        return self._out(tuple(self._here.values()))

    def _out(self, leaving: Iterable[Connection]) -> list[Connection]:
        taken = [self._here.pop(one.sock.fileno(), None) for one in leaving]
        return [one for one in taken if one is not None]

    def hurry(self, deadline: float) -> None:
        """Nobody is waited for any longer than that."""
        for one in tuple(self._here.values()):
            one.timeout = min(one.timeout, deadline)

    def open(self) -> None:
        """In the process that answers: threads do not survive a fork."""
        self._join(0)

    def shutdown(self, *, wait: bool = False) -> None:
        """Nothing is begun any more. What is at work ends with the process, if not before; nobody waits for it here."""
        self._here.clear()

    def _join(self, leaving: int) -> None:
        """`leaving` threads begin to work: if nobody is left to wait, one more comes."""
        with self._lock:
            self._free -= leaving
            if self._free or self._threads == self._most:
                return
            self._threads += 1
            self._free += 1
        threading.Thread(target=self._wait, name="hand", daemon=True).start()

    def _wait(self) -> None:
        while True:
            for place, _ in self._poll.poll(maxevents=1):
                self._take(self._here.pop(place, None))

    def _take(self, connection: Connection | None) -> None:
        if connection is None:  # it was overdue
            return
        self._join(1)
        self._attend(connection)
        with self._lock:
            self._free += 1


def _can_be_read(place: int) -> bool:
    """Now; what is closed (-1) cannot."""
    if place < 0:
        return False
    look = select.poll()  # one for each look: threads may not share one
    look.register(place, select.POLLIN)
    return bool(look.poll(0))
