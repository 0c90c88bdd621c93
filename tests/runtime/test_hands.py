"""Threads that answer: never more than allowed, nothing is forgotten, and who rested last works next."""

import threading
from functools import partial

import pytest

from tests.runtime.conftest import wait_until
from wbs.runtime.hands import Hands


class Desk:
    """Work that waits to be let go, and tells who did it."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.by: list[int] = []
        self.gate = threading.Semaphore(0)

    def work(self, number: int) -> None:
        self.begun.append(number)
        self.gate.acquire()
        self.by.append(threading.get_ident())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_no_more_at_once_than_allowed_and_the_rest_in_order(desk: Desk) -> None:
    hands = Hands(2)
    for number in range(6):
        hands.submit(partial(desk.work, number))
    wait_until(lambda: len(desk.begun) == 2)
    desk.gate.release(6)
    wait_until(lambda: len(desk.by) == 6)
    assert desk.begun[2:] == [2, 3, 4, 5] and len(set(desk.by)) == 2


def test_who_rested_last_works_next(desk: Desk) -> None:
    hands = Hands(8)
    for number in range(3):
        hands.submit(partial(desk.work, number))
    for done in range(3):
        desk.gate.release()
        wait_until(lambda done=done: len(hands._resting) == done + 1)
    last = desk.by[-1]
    for number in range(3):
        hands.submit(partial(desk.work, number))
        desk.gate.release()
        wait_until(lambda: len(hands._resting) == 3)
    assert desk.by[3:] == [last] * 3


def test_after_the_end_nothing_is_begun(desk: Desk) -> None:
    hands = Hands(1)
    for number in range(2):
        hands.submit(partial(desk.work, number))
    wait_until(lambda: desk.begun)
    hands.shutdown(wait=False)
    hands.submit(partial(desk.work, 2))
    desk.gate.release(3)
    wait_until(lambda: hands._resting)
    assert desk.begun == [0]


def test_what_was_done_is_not_kept(desk: Desk) -> None:
    hands, gone = Hands(1), threading.Event()

    class Held:
        def __call__(self) -> None: ...
        def __del__(self) -> None:
            gone.set()

    hands.submit(Held())
    assert gone.wait(30)
