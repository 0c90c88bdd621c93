"""Gunicorn's worker as we run it: tells nobody what it is, forgets who asked, and wakes no thread for nothing.

On the machine at hand each thread that is woken costs a tenth of a millisecond, and waits for Python's lock besides.
Decides what becomes of connections and of requests that cannot be read. Knows no settings and no pages.
"""

import socket
import time
from collections import deque
from concurrent.futures import Future
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import errors, wsgi
from gunicorn.http.body import LengthReader
from gunicorn.workers.gthread import ThreadWorker

from wbs.runtime.body import DirectBody
from wbs.runtime.lobby import Lobby
from wbs.runtime.pace import PacedSocket
from wbs.runtime.quiet import formatter, where

NOBODY = ""  # in place of an address
FIRST_S = 10.0  # for the first request to come, over a bad line

REFUSED = (
    b'<!doctype html><html lang="id"><meta charset="utf-8"><title>Permintaan ditolak</title>'
    b"<p>Permintaan ini tidak dapat dibaca. Silakan kembali ke halaman awal.</p></html>"
)
# What is sent alike with all pages of a face and says nothing of who asked.
OF_ALL_PAGES = frozenset({
    "Content-Encoding", "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
    "Permissions-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
    "X-Robots-Tag",
})  # fmt: skip
DONE: Future[bool] = Future()  # what gunicorn asks about a connection that is to be closed
DONE.set_result(False)

_KNOWN: set[tuple[str, str]] = set()

STATUS = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.ExpectationFailed: "417 Expectation Failed",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
}


class NamelessResponse(wsgi.Response):
    """Answers without naming the server."""

    def process_headers(self, headers: list[tuple[str, str]]) -> None:
        """Gunicorn looks at every letter of every header, nine of ten of which stand on all pages: those once."""
        others = [header for header in headers if header not in _KNOWN]
        self.headers += [header for header in headers if header in _KNOWN]
        super().process_headers(others)
        _KNOWN.update(header for header in others if header[0] in OF_ALL_PAGES)

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class QuietLogger(Logger):
    """Errors by class and place."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter())


class QuietWorker(ThreadWorker):
    """Refuses what it cannot read without repeating it, to the sender or to the log; does not wait for ever.

    Nobody learns from where somebody came, so nothing can keep it; and nothing of a request stays with its connection.
    """

    app: Any  # the WebServer, which has the sweeper

    def handle(self, conn: Any) -> Any:
        conn.client = NOBODY
        try:
            answer = super().handle(conn)
            if answer is True:
                conn.parser.mesg = None  # else it stays until the next request, or for `keepalive` seconds
            return answer
        finally:
            self.app.sweeper.answered()

    def init_process(self) -> None:
        """Settings do not change any more; as gunicorn looks them up, each costs two calls, and a header needs two."""
        vars(self.cfg).update({name: setting.get() for name, setting in self.cfg.settings.items()})
        self._left: deque[None] = deque()
        super().init_process()

    def get_thread_pool(self) -> Lobby:
        self.keepalived_conns = Lobby(self._attend, self.cfg.threads)
        return self.keepalived_conns

    def run(self) -> None:
        self.tpool.open()
        super().run()

    def enqueue_req(self, conn: Any) -> None:
        """A new connection waits with the others until its first request comes, and keeps no thread for it."""
        conn.data_ready = True
        conn.timeout = time.monotonic() + FIRST_S
        self.tpool.add(conn)

    def _attend(self, conn: Any) -> None:
        """In a thread of the lobby: the request that has come, or the end of the connection."""
        try:
            came = _peek(conn.sock)
            if came == b"":
                self._let_go(conn)
                return
            stays = came is None or self.handle(conn)
            while stays is True and conn.parser and conn.parser.unreader.buf.getvalue():  # the next one was read along
                stays = self.handle(conn)
            if stays is True:
                conn.set_timeout()
                self.tpool.come_back(conn)
            else:
                self.method_queue.defer(self.finish_request, conn, DONE)
        except BaseException as error:
            self.log.error("request not answered: %s", where(error))
            self.method_queue.defer(self.finish_request, conn, DONE)

    def _let_go(self, conn: Any) -> None:
        """Only the main thread counts connections; it need not be woken for it unless it waits for the last one."""
        conn.close()
        self._left.append(None)
        if not self.alive:
            self.method_queue.defer(self.murder_pending)

    def murder_pending(self) -> None:
        """Asked for each round: counts what threads have closed. Nothing of ours is pending otherwise."""
        while self._left:
            self._left.pop()
            self.nr_conns -= 1

    def murder_keepalived(self, force: bool = False) -> None:
        for conn in self.tpool.overdue(float("inf") if force else time.monotonic()):
            self.nr_conns -= 1
            conn.close()

    def _cap_keepalive(self, deadline: float) -> None:
        self.tpool.hurry(deadline)

    def handle_request(self, req: Any, conn: Any) -> bool:
        reader = conn.parser.unreader
        reader.sock = PacedSocket(conn.sock)
        if isinstance(req.body.reader, LengthReader):
            req.body = DirectBody(req.body.reader)
        try:
            return bool(super().handle_request(req, conn))
        finally:
            reader.sock = conn.sock

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Nothing is left of a body that was read to its end: gunicorn would try, under a deadline."""
        body = conn.parser.mesg.body
        if keepalive and isinstance(body, DirectBody) and body.is_read:
            return True
        return bool(super()._keepalive_after(conn, keepalive))

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        is_theirs = isinstance(exc, errors.ParseException)
        status = STATUS.get(type(exc), "400 Bad Request" if is_theirs else "500 Internal Server Error")
        self.log.error("request not answered: %s", type(exc).__name__ if is_theirs else where(exc))
        head = (
            f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'\r\n"
            f"X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Length: {len(REFUSED)}\r\n\r\n"
        )
        try:
            client.sendall(head.encode("ascii") + REFUSED)
        except OSError:
            self.log.debug("the sender is gone")


def _peek(client: socket.socket) -> bytes | None:
    """The first letter of what has come; none if the sender is gone, None if there is nothing yet."""
    try:
        return client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:  # somebody else's place, taken over in the moment between being called and looking
        return None
    except OSError:
        return b""
