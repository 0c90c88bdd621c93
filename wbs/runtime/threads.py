"""The threads that answer: all wait at one epoll, and whoever wakes serves the connection from request to answer.

Nobody hands work over to anybody, which is what a request costs elsewhere. A connection between two requests holds no
thread: it lies in `_idle`, and whoever takes it out of there owns it. Knows no HTTP.
"""

import logging
import os
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Protocol

from wbs.runtime.quiet import where

log = logging.getLogger(__name__)

KEPT_SECONDS = 5.0  # between two requests of a connection
MOST_IDLE = 512
GRACE_SECONDS = 2.0  # for requests under way when told to stop
FULL_SECONDS = 0.05


class Connection(Protocol):
    until: float  # monotonic; while it is idle

    def fileno(self) -> int: ...
    def serve(self, may_stay: Callable[[], bool]) -> bool: ...
    def close(self) -> None: ...


class Threads:
    """Serves the connections of one listening socket until `stop` is set."""

    def __init__(self, listener: socket.socket, connect: Callable[[socket.socket], Connection], count: int) -> None:
        listener.setblocking(False)
        self.stop = threading.Event()
        self._listener = listener
        self._connect = connect
        self._idle: dict[int, Connection] = {}  # the oldest first
        self._epoll = select.epoll()
        self._bell = os.eventfd(0)  # rung once, at the end, and heard by all
        self._epoll.register(self._bell, select.EPOLLIN)
        # Edge-triggered: a new connection wakes one thread, which accepts all that are there.
        self._epoll.register(listener, select.EPOLLIN | select.EPOLLET)
        names = (f"web-{number}" for number in range(count))
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]

    def run(self) -> None:
        """Returns when told to stop, and requests under way had their time."""
        for thread in self._threads:
            thread.start()
        while not self.stop.wait(1.0):
            self._close_idle(time.monotonic())
        self._epoll.unregister(self._listener)
        self._close_idle(float("inf"))
        os.eventfd_write(self._bell, 1)
        ends = time.monotonic() + GRACE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))

    def _work(self) -> None:
        while not self.stop.is_set():
            for fd, _event in self._epoll.poll(maxevents=1):
                try:
                    self._turn_to(fd)
                except Exception as error:  # a thread that ends would be missing for ever
                    log.error("connection lost: %s", where(error))

    def _turn_to(self, fd: int) -> None:
        if fd == self._listener.fileno():
            self._accept_all()
        elif connection := self._idle.pop(fd, None):
            if connection.serve(self._may_stay):
                self._wait_for(connection, select.epoll.modify)

    def _may_stay(self) -> bool:
        return not self.stop.is_set()

    def _accept_all(self) -> None:
        while not self.stop.is_set():
            try:
                client, _ = self._listener.accept()
            except BlockingIOError:
                return
            except ConnectionError:  # gone before we came
                continue
            except OSError as error:  # no descriptors left: nobody would wake us for those who wait already
                log.error("cannot accept: %s", os.strerror(error.errno or 0))
                self._close_oldest()
                time.sleep(FULL_SECONDS)
            else:
                self._wait_for(self._connect(client), select.epoll.register)

    def _wait_for(self, connection: Connection, arm: Callable[[select.epoll, int, int], None]) -> None:
        if len(self._idle) >= MOST_IDLE:
            self._close_oldest()
        connection.until = time.monotonic() + KEPT_SECONDS
        fd = connection.fileno()
        self._idle[fd] = connection
        arm(self._epoll, fd, select.EPOLLIN | select.EPOLLONESHOT)

    def _close_oldest(self) -> None:
        for fd in list(self._idle)[:1]:
            self._close(fd)

    def _close_idle(self, now: float) -> None:
        for fd, connection in list(self._idle.items()):
            if connection.until < now:
                self._close(fd)

    def _close(self, fd: int) -> None:
        if connection := self._idle.pop(fd, None):
            connection.close()
