"""Clients who keep all there is: whoever comes after them is served all the same (four threads, more of them)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.runtime.conftest import Running, Start, wait_until
from wbs.runtime.quiet_worker import MOST_HEAD

MANY = 12
PAGE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LAST_PAGE = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def served(start_once: Start) -> Running:
    running = start_once(CROWDED_GRACE_S="0.5")
    wait_until(running.is_up)
    return running


@pytest.fixture
def crowd(served: Running) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [stack.enter_context(socket.create_connection(("127.0.0.1", served.port), 20)) for _ in range(MANY)]


def is_served(running: Running) -> bool:
    """Within a time in which nobody gives up."""
    with socket.create_connection(("127.0.0.1", running.port), 20) as visitor:
        visitor.sendall(LAST_PAGE)
        return visitor.recv(65_536).startswith(b"HTTP/1.1 200")


def test_half_a_head_keeps_no_thread_and_may_be_ended(served: Running, crowd: list[socket.socket]) -> None:
    for one in crowd:
        one.sendall(PAGE[:25])
    assert is_served(served)
    for one in crowd:
        one.sendall(PAGE[25:])
        assert one.recv(65_536).startswith(b"HTTP/1.1 200")


def test_requests_that_come_together_are_answered_in_order(served: Running, crowd: list[socket.socket]) -> None:
    crowd[0].sendall(PAGE * 2 + LAST_PAGE[:30])
    crowd[1].sendall(PAGE)
    assert crowd[1].recv(65_536).startswith(b"HTTP/1.1 200")
    crowd[0].sendall(LAST_PAGE[30:])
    answers = b"".join(iter(lambda: crowd[0].recv(65_536), b""))
    assert answers.count(b"HTTP/1.1 200") == 3 and answers.count(b"Connection: close") == 1


def test_a_head_without_an_end_is_refused(served: Running, crowd: list[socket.socket]) -> None:
    crowd[0].sendall(PAGE[:-2] + b"X: " + b"a" * (MOST_HEAD + 10_000))
    assert crowd[0].recv(65_536).startswith(b"HTTP/1.1 431")


def test_who_does_not_close_keeps_nobody_waiting(served: Running, crowd: list[socket.socket]) -> None:
    for one in crowd:
        one.sendall(LAST_PAGE)
    assert is_served(served)
    for one in crowd:
        assert b"".join(iter(lambda one=one: one.recv(65_536), b"")).startswith(b"HTTP/1.1 200")


def test_what_is_sent_after_the_answer_does_not_lose_it(served: Running, crowd: list[socket.socket]) -> None:
    crowd[0].sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + bytes(100_000))
    crowd[0].sendall(bytes(100_000))
    assert crowd[0].recv(65_536).startswith(b"HTTP/1.1 405")


@pytest.mark.parametrize("sent", [
    b"POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n0123456789",
    b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n",
], ids=["bodies that do not come", "answers that nobody reads"])  # fmt: skip
def test_who_keeps_a_thread_is_let_go_while_others_wait(
    served: Running, crowd: list[socket.socket], sent: bytes
) -> None:
    for one in crowd:
        one.sendall(sent)
    assert is_served(served)
    assert "lobby" not in (served.var / "log").read_text(), "looking for a crowd failed"
