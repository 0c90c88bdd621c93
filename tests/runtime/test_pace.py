"""A sender who is silent or drips is told so and let go; one on a slow but steady line is not."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.runtime.conftest import Start, wait_until
from wbs.errors import TooSlow
from wbs.runtime import pace
from wbs.runtime.pace import PacedSocket

Pair = tuple[socket.socket, socket.socket]


class Hasty(PacedSocket):
    silence_s, grace_s, least_per_s = 0.2, 60.0, 1000


class Steady(PacedSocket):
    silence_s, grace_s, least_per_s = 60.0, 0.2, 1000


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_silence_ends_it(pair: Pair) -> None:
    paced = Hasty(pair[0])
    pair[1].send(b"a")
    assert paced.recv(10) == b"a"
    with pytest.raises(TooSlow):
        paced.recv(10)
    assert pair[0].gettimeout() is None


def test_a_drip_ends_it_after_the_grace(pair: Pair) -> None:
    paced = Steady(pair[0])
    pair[1].send(b"a")
    assert paced.recv(10) == b"a"
    with pytest.raises(TooSlow):
        paced.recv(10)


def test_what_has_come_earns_time_and_our_own_time_is_not_the_senders(pair: Pair) -> None:
    paced = Steady(pair[0])
    pair[1].send(bytes(10_000))
    assert paced.recv(10_000) == bytes(10_000)
    time.sleep(0.3)
    assert 1 < paced._patience(0.0) <= 10


def test_an_answer_that_nobody_reads_is_broken_off(pair: Pair) -> None:
    paced = Hasty(pair[0])
    with pytest.raises(BrokenPipeError):
        paced.sendall(bytes(50_000_000))
    assert pair[0].gettimeout() is None


def test_an_answer_that_is_read_arrives_whole(pair: Pair) -> None:
    arrived = bytearray()
    reader = threading.Thread(target=lambda: arrived.extend(b"".join(iter(lambda: pair[1].recv(65_536), b""))))
    reader.start()
    PacedSocket(pair[0]).sendall(bytes(range(256)) * 10_000)
    pair[0].shutdown(socket.SHUT_WR)
    reader.join()
    assert arrived == bytes(range(256)) * 10_000


def test_who_drips_is_let_go_sooner_while_others_wait(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CROWDED_GRACE_S", 0.2)
    monkeypatch.setattr(pace, "LOOK_S", 0.05)
    others: list[None] = []
    paced = PacedSocket(pair[0], lambda: bool(others))
    pair[1].send(bytes(1_000))
    assert len(paced.recv(1_000)) == 1_000
    threading.Timer(0.3, others.append, [None]).start()
    with pytest.raises(TooSlow):
        paced.recv(10)
    assert paced._waited_s < 5
    paced.begin()
    pair[1].send(b"a")
    assert paced.recv(10) == b"a", "the next request has its own time"


def test_the_end_of_a_body_is_handed_on(pair: Pair) -> None:
    paced = PacedSocket(pair[0])
    pair[1].close()
    assert paced.recv(10) == b""


def test_the_real_server_lets_a_silent_sender_go(start: Start) -> None:
    running = start(SILENCE_S="0.3")
    wait_until(running.is_up)
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as sender:
        sender.sendall(b"POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n0123456789")
        answer = b"".join(iter(lambda: sender.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400") and answer.endswith(b"too slow")
    assert b" 200 " in running.get("POST /sum HTTP/1.1", b"still here")
