"""Threads that wait together: never more than allowed, nobody is forgotten, or attended to twice at once."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.runtime.conftest import wait_until
from wbs.runtime.lobby import Lobby


class Visitor:
    """A connection, and the other end of it."""

    def __init__(self, number: int) -> None:
        self.number, self.timeout = number, time.monotonic() + 60
        self.sock, self.far = socket.socketpair()

    def say(self) -> None:
        self.far.send(b"x")


class Desk:
    """Attends to who comes, one letter each time, and holds them until it is let go on."""

    def __init__(self, most: int) -> None:
        self.begun: list[int] = []
        self.by: list[int] = []
        self.gate = threading.Semaphore(0)
        self.lobby = Lobby(self.attend, most)
        self.lobby.open()
        self.visitors: list[Visitor] = []

    def visitor(self) -> Visitor:
        self.visitors.append(Visitor(len(self.visitors)))
        self.lobby.add(self.visitors[-1])
        return self.visitors[-1]

    def attend(self, visitor: Visitor) -> None:
        self.begun.append(visitor.number)
        self.gate.acquire()
        if visitor.sock.recv(1):
            self.lobby.come_back(visitor)
        self.by.append(threading.get_ident())

    def close(self) -> None:
        self.gate.release(100)
        wait_until(lambda: len(self.begun) == len(self.by))
        self.lobby.shutdown()
        for visitor in self.visitors:
            visitor.sock.close()
            visitor.far.close()


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = Desk(request.param)
    yield made
    made.close()


def hands() -> int:
    return sum(thread.name == "hand" for thread in threading.enumerate())


@pytest.mark.parametrize("desk", [2], indirect=True)
def test_no_more_at_once_than_allowed_and_nobody_is_forgotten(desk: Desk) -> None:
    visitors = [desk.visitor() for _ in range(6)]
    assert len(desk.lobby) == 6
    for visitor in visitors:
        visitor.say()
    wait_until(lambda: len(desk.begun) == 2)
    time.sleep(0.1)
    assert len(desk.begun) == 2
    desk.gate.release(6)
    wait_until(lambda: len(desk.by) == 6)
    assert sorted(desk.begun) == list(range(6)) and len(set(desk.by)) <= 2
    assert len(desk.lobby) == 6, "all of them came back"


@pytest.mark.parametrize("desk", [8], indirect=True)
def test_threads_come_as_they_are_needed_and_one_is_always_free(desk: Desk) -> None:
    before = hands()
    for held in range(1, 4):
        desk.visitor().say()
        wait_until(lambda held=held: len(desk.begun) == held)
        assert hands() == before + held


@pytest.mark.parametrize("desk", [4], indirect=True)
def test_while_one_is_attended_to_what_comes_more_wakes_nobody(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.say()
    visitor.say()
    wait_until(lambda: desk.begun)
    time.sleep(0.1)
    assert desk.begun == [0] and len(desk.lobby) == 0
    desk.gate.release()
    wait_until(lambda: desk.begun == [0, 0])


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_who_is_overdue_or_gone(desk: Desk) -> None:
    late, early = desk.visitor(), desk.visitor()
    now = time.monotonic()
    assert desk.lobby.overdue(now) == []
    desk.lobby.hurry(now)
    early.timeout = now + 1
    assert desk.lobby[0] is late
    assert desk.lobby.overdue(now) == [late] and len(desk.lobby) == 1
    late.say()
    early.far.close()
    wait_until(lambda: desk.begun == [early.number])
    assert len(desk.lobby) == 0 and desk.lobby[0].timeout == float("inf")


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_who_has_come_and_waits_for_us_is_not_late(desk: Desk) -> None:
    first, second, third = desk.visitor(), desk.visitor(), desk.visitor()
    first.say()
    wait_until(lambda: desk.begun)
    assert not desk.lobby.is_crowded()
    second.say()
    wait_until(desk.lobby.is_crowded)
    assert desk.lobby.overdue(time.monotonic() + 99) == [third]
    desk.gate.release(2)
    wait_until(lambda: desk.begun == [0, 1])
    assert not desk.lobby.is_crowded()
    wait_until(lambda: len(desk.lobby) == 2)
    assert sorted(one.number for one in desk.lobby.everybody()) == [0, 1]


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_after_the_end_nothing_is_begun(desk: Desk) -> None:
    first, second = desk.visitor(), desk.visitor()
    first.say()
    wait_until(lambda: desk.begun)
    desk.lobby.shutdown()
    second.say()
    desk.gate.release(2)
    wait_until(lambda: desk.by)
    assert desk.begun == [0]
