"""Bodies read by us are what gunicorn's own would have given, to the last byte; one that never came is an error."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from gunicorn.config import Config
from gunicorn.http.body import LengthReader
from gunicorn.http.message import Request
from gunicorn.http.unreader import SocketUnreader

from tests.runtime.conftest import Running, Start, wait_until
from wbs.errors import Garbled
from wbs.runtime.body import ChunkedBody, DirectBody, body_of

BODY, NEXT = bytes(range(256)) * 1_000, b"GET / HTTP/1.1\r\n"
CHUNKED = b"POST /sum HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = b"x" * 1_000_000  # longer than any line and all trailers may be
BROKEN = [
    b"zz\r\nact=help\r\n0\r\n\r\n",
    b"8\r\nact=helpXX0\r\n\r\n",
    b"8;a" + ENDLESS,
    b"8\r\nact=help\r\n0\r\na: " + ENDLESS,
    b"8\r\nact=help\r\n0\r\n:\r\n\r\n",
    b"8\r\nact=",  # the connection ends
    b"8\r\nact=help\r\n",
]
BROKEN_NAMES = ["size", "end of a chunk", "endless size", "endless trailers", "trailer", "chunk cut off", "no end"]


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize("with_head", [0, 1, 8_000, len(BODY), len(BODY) + len(NEXT)])
@pytest.mark.parametrize("size", [1_000, 65_536, 1 << 20])
def test_every_byte_comes_once_and_the_next_request_is_left(
    pair: tuple[socket.socket, socket.socket], with_head: int, size: int
) -> None:
    sent = BODY + NEXT
    unreader = SocketUnreader(pair[0])
    unreader.unread(sent[:with_head])
    sender = threading.Thread(target=pair[1].sendall, args=(sent[with_head:],))
    sender.start()
    body = DirectBody(LengthReader(unreader, len(BODY)))
    pieces = list(iter(lambda: body.read(size), b""))
    sender.join()
    assert b"".join(pieces) == BODY and {len(piece) for piece in pieces[:-1]} <= {size}
    assert unreader.read(len(NEXT)) == NEXT


def test_what_nobody_read_is_still_counted(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"0123456789")
    left = LengthReader(SocketUnreader(pair[0]), 10)
    assert DirectBody(left).read(4) == b"0123" and left.length == 6
    assert io.BufferedReader(DirectBody(left)).readline() == b"456789"


def test_a_body_that_breaks_off_is_none(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"0123")
    pair[1].close()
    body = DirectBody(LengthReader(SocketUnreader(pair[0]), 10))
    for _ in range(2):
        with pytest.raises(Garbled):
            body.read(10)
    assert not body.is_read


def test_after_a_failure_the_connection_is_not_used_again(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].settimeout(0.01)
    body = DirectBody(LengthReader(SocketUnreader(pair[0]), 10))
    with pytest.raises(TimeoutError):
        body.read(10)
    assert not body.is_read


def _chunked(pair: tuple[socket.socket, socket.socket], sent: bytes) -> ChunkedBody:
    def send() -> None:
        with suppress(OSError):  # nobody reads to the end of what is endless
            pair[1].sendall(CHUNKED + sent)
            pair[1].shutdown(socket.SHUT_WR)

    threading.Thread(target=send).start()
    body = body_of(Request(Config(), SocketUnreader(pair[0]), ("", 0)).body.reader)
    assert isinstance(body, ChunkedBody)
    return body


@pytest.mark.parametrize("size", [1, 3, 65_536])
def test_chunks_come_once_and_the_next_request_is_left(pair: tuple[socket.socket, socket.socket], size: int) -> None:
    body = _chunked(pair, b"4\r\n0123\r\n6;a=b\r\n456789\r\n0\r\na: b\r\n\r\n" + NEXT)
    assert b"".join(iter(lambda: body.read(size), b"")) == b"0123456789"
    assert body.is_read
    assert body._chunks.req.unreader.read(len(NEXT)) == NEXT


@pytest.mark.parametrize("sent", BROKEN, ids=BROKEN_NAMES)
def test_broken_chunks_are_no_body(pair: tuple[socket.socket, socket.socket], sent: bytes) -> None:
    body = _chunked(pair, sent)
    for _ in range(2):
        with pytest.raises(Garbled):
            body.read()
    assert not body.is_read


def answer_to(running: Running, sent: bytes) -> bytes:
    """All that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as sender:
        sender.sendall(sent)
        sender.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: sender.recv(65_536), b""))


def test_the_real_server_says_so_goes_on_with_nothing_else_and_calls_it_no_fault_of_ours(start: Start) -> None:
    running = start()
    wait_until(running.is_up)
    cut_off = b"POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nact=help"
    for sent in (cut_off, *(CHUNKED + broken for broken in BROKEN)):
        answer, unread = (answer_to(running, one) for one in (sent, sent.replace(b"/sum", b"/", 1)))
        assert answer.startswith(b"HTTP/1.1 400") and answer.endswith(b"garbled"), (sent[:100], answer)
        assert unread.startswith(b"HTTP/1.1 405")
        assert answer.count(b"HTTP/1.1") == unread.count(b"HTTP/1.1") == 1
    told = (running.var / "log").read_text().splitlines()
    assert [line for line in told if "ERROR" in line and "periodic" not in line] == []  # tiny's rounds fail by design


def test_after_whole_chunks_the_real_server_takes_the_next_request_and_after_broken_ones_none(start: Start) -> None:
    running = start()
    wait_until(running.is_up)
    after = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    whole = answer_to(running, CHUNKED + b"8\r\nact=help\r\n0\r\n\r\n" + after)
    assert whole.count(b"HTTP/1.1 200") == 2
    assert answer_to(running, CHUNKED + b"8\r\nact=helpXX0\r\n\r\n" + after).count(b"HTTP/1.1") == 1
