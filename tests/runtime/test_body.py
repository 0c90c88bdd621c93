"""Bodies read straight from the connection are what gunicorn's own reader would have given, to the last byte."""

import io
import socket
import threading
from collections.abc import Iterator

import pytest
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader

from wbs.runtime.body import DirectBody

BODY, NEXT = bytes(range(256)) * 1_000, b"GET / HTTP/1.1\r\n"


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


def test_a_body_that_breaks_off_ends_there(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"0123")
    pair[1].close()
    body = DirectBody(LengthReader(SocketUnreader(pair[0]), 10))
    assert (body.read(10), body.read(10), body.failed) == (b"0123", b"", False)


def test_after_a_failure_the_connection_is_not_used_again(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].settimeout(0.01)
    body = DirectBody(LengthReader(SocketUnreader(pair[0]), 10))
    with pytest.raises(TimeoutError):
        body.read(10)
    assert body.failed
