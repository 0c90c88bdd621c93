"""One connection to a client: requests are read, handed to the application, and answered, one after the other.

HTTP itself is gunicorn's, its parser and its writer; its processes and loops are not used. Request bodies are handed on
as streams. From where a client came is never asked, so nothing can keep it. Knows no threads and no listening socket.
"""

import logging
import socket
import struct
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from gunicorn.config import Config
from gunicorn.http import errors, wsgi
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.util import close_graceful

from wbs.runtime.quiet import where

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE_SECONDS = 10  # for a request to arrive, and for each piece of an answer to leave
LEAST_BYTES_A_SECOND = 2_000  # what arrives as fast as this may take as long as it needs
MOST_DRAINED = 64 * 1024  # of a body that nobody read
NOBODY = ("", 0)

REFUSED = (
    b'<!doctype html><html lang="id"><meta charset="utf-8"><title>Permintaan ditolak</title>'
    b"<p>Permintaan ini tidak dapat dibaca. Silakan kembali ke halaman awal.</p></html>"
)
STATUS = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.ExpectationFailed: "417 Expectation Failed",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
}
LIMITS = {
    "limit_request_line": 2048,
    "limit_request_fields": 60,
    "limit_request_field_size": 4096,
    "forwarded_allow_ips": "",  # scheme and address follow PUBLIC_URL, never a header
    "secure_scheme_headers": {},
    "http_parser": "python",
}


def http_rules() -> Config:
    """What is taken for a request, in gunicorn's words."""
    rules = Config()
    for name, value in LIMITS.items():
        rules.set(name, value)
    return rules


def prepare_listener(listener: socket.socket) -> None:
    """What every accepted connection inherits: the patience of the kernel, and no waiting for a fuller packet."""
    patience = struct.pack("ll", PATIENCE_SECONDS, 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Connection:
    """`until` is for whoever waits for the next request."""

    def __init__(self, client: socket.socket, rules: Config, app: Wsgi) -> None:
        self.client = client
        self.until = 0.0
        self._rules = rules
        self._app = app
        self._reader = PatientReader(client)
        self._parser = RequestParser(rules, client, NOBODY)
        self._parser.unreader = self._reader

    def fileno(self) -> int:
        return self.client.fileno()

    def serve(self, may_stay: Callable[[], bool]) -> bool:
        """Answers what has arrived; whether the connection waits for another request. Otherwise it is closed."""
        while self._answer_one(may_stay):
            if not self._reader.buf.getvalue():
                return True
        close_graceful(self.client)
        return False

    def close(self) -> None:
        self.client.close()

    def _answer_one(self, may_stay: Callable[[], bool]) -> bool:
        self._reader.be_patient()
        try:
            request = next(self._parser)
        except (StopIteration, errors.NoMoreData, OSError):
            return False
        except Exception as error:
            self._refuse(error)
            return False
        return self._answer(request, may_stay)

    def _answer(self, request: Any, may_stay: Callable[[], bool]) -> bool:
        answer, environ = wsgi.create(request, self.client, "", NOBODY, self._rules, response_class=Answer)
        environ["wsgi.multithread"] = True
        if not may_stay():
            answer.force_close()
        try:
            answer.write_all(self._app(environ, answer.start_response))
            return not answer.should_close() and self._parser.finish_body(max_bytes=MOST_DRAINED)
        except Exception as error:
            if not answer.has_left:
                self._refuse(error)
            elif not isinstance(error, OSError):  # a client that has gone is nobody's error
                log.error("answer cut short: %s", where(error))
            return False

    def _refuse(self, error: Exception) -> None:
        """Says no without repeating, to the sender or to the log, what could not be read."""
        is_theirs = isinstance(error, errors.ParseException)
        status = STATUS.get(type(error), "400 Bad Request" if is_theirs else "500 Internal Server Error")
        log.error("request not answered: %s", type(error).__name__ if is_theirs else where(error))
        head = (
            f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'\r\n"
            f"X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Length: {len(REFUSED)}\r\n\r\n"
        )
        with suppress(OSError):  # the sender may be gone
            self.client.sendall(head.encode("ascii") + REFUSED)


class PatientReader(SocketUnreader):
    """Gives up on a client who sends too slowly: a thread waits for them. Raises TimeoutError then."""

    until = 0.0

    def be_patient(self) -> None:
        self.until = time.monotonic() + PATIENCE_SECONDS

    def chunk(self, size_hint: int | None = None) -> bytes:
        if time.monotonic() > self.until:
            raise TimeoutError
        piece: bytes = super().chunk(size_hint)
        self.until += len(piece) / LEAST_BYTES_A_SECOND
        return piece


class Answer(wsgi.Response):
    """Names no server, and sends its head together with the first piece: one packet, one turn of the kernel."""

    waiting = b""  # a head that has not left yet

    def write_all(self, pieces: Iterable[bytes]) -> None:
        try:
            for piece in pieces:
                self.write(piece)
            self.close()
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    @property
    def has_left(self) -> bool:
        """Whether anything of it is on its way already."""
        return self.headers_sent and not self.waiting

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]

    def send_headers(self) -> None:
        if not self.headers_sent:
            lines = (*self.default_headers(), *(f"{name}: {value}\r\n" for name, value in self.headers), "\r\n")
            self.waiting, self.headers_sent = "".join(lines).encode("latin-1"), True

    def close(self) -> None:
        self.send_headers()
        self._emit(b"0\r\n\r\n" if self.chunked else b"")

    def _emit_body(self, data: bytes) -> None:
        self._emit(b"%X\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    def _emit(self, data: bytes) -> None:
        head, self.waiting = self.waiting, b""
        if head or data:
            self.sock.sendall(head + data)
