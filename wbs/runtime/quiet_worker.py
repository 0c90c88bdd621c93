"""Gunicorn's worker as we run it: tells nobody what it is, forgets who asked, and wakes no thread for nothing.

On the machine at hand each thread that is woken costs a tenth of a millisecond, and waits for Python's lock besides.
Decides what becomes of connections and of requests that cannot be read. Knows no settings and no pages.
"""

import socket
import time
from collections import deque
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import errors, wsgi
from gunicorn.workers.gthread import ThreadWorker

from wbs.runtime.body import body_of
from wbs.runtime.lobby import Lobby
from wbs.runtime.pace import PacedSocket
from wbs.runtime.quiet import formatter, where
from wbs.web.headers import file_headers

NOBODY = ""  # in place of an address
HEAD_S = 10.0  # for a first request to come, and for each head, over a bad line
LINGER_S = 2.0  # for the client to close as well
MOST_HEAD, AT_ONCE = 64 * 1024, 8 * 1024

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

    def should_close(self) -> bool:
        """Also where the next request would begin in the rest of this one: then the answer says so."""
        return bool(super().should_close()) or not self.req.body.is_read

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
        conn.sock.begin()
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
        """A new connection waits with the others until its first request has come, and keeps no thread for it."""
        conn.client = NOBODY
        conn.sock = PacedSocket(conn.sock, self.tpool.is_crowded)
        conn.head, conn.is_leaving = b"", False
        conn.timeout = time.monotonic() + HEAD_S
        self.tpool.add(conn)

    def _attend(self, conn: Any) -> None:
        """In a thread of the lobby: something has come, or the end of the connection."""
        try:
            came = _received(conn.sock)
            if came == b"" or conn.is_leaving:
                self._see_off(conn, is_gone=came == b"")
            else:
                self._read_on(conn, came or b"")
        except BaseException as error:
            self.log.error("request not answered: %s", where(error))
            self._let_go(conn)

    def _read_on(self, conn: Any, came: bytes) -> None:
        """Answers each request whose head is whole. No thread waits for the rest of one that is not."""
        if not conn.head and came:
            conn.timeout = time.monotonic() + HEAD_S
        conn.head += came
        while _is_whole(conn.head):
            conn.init()
            conn.parser.unreader.unread(conn.head)
            conn.head = b""
            if self.handle(conn) is not True:
                self._part(conn)
                return
            conn.set_timeout()
            conn.head = conn.parser.unreader.take_buffered()  # of the next one, which was read along
        if len(conn.head) > MOST_HEAD:
            self.handle_error(None, conn.sock, conn.client, errors.LimitRequestHeaders("endless"))
            self._part(conn)
        else:
            self.tpool.come_back(conn)

    def _part(self, conn: Any) -> None:
        """Nothing is sent any more. What the client still sends is taken for a while: else it would lose our answer."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.is_leaving, conn.timeout = True, time.monotonic() + LINGER_S
            self.tpool.come_back(conn)
        except OSError:
            self._let_go(conn)

    def _see_off(self, conn: Any, *, is_gone: bool) -> None:
        if is_gone or time.monotonic() > conn.timeout:
            self._let_go(conn)
        else:
            self.tpool.come_back(conn)

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
        for conn in self.tpool.everybody() if force else self.tpool.overdue(time.monotonic()):
            self.nr_conns -= 1
            conn.close()

    def _cap_keepalive(self, deadline: float) -> None:
        self.tpool.hurry(deadline)

    def handle_request(self, req: Any, conn: Any) -> bool:
        req.body = body_of(req.body.reader)
        return bool(super().handle_request(req, conn))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Gunicorn reads what the application has not, in this thread: who sent that may take its time without one."""
        return keepalive and conn.parser.mesg.body.is_read

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        is_theirs = isinstance(exc, errors.ParseException)
        status = STATUS.get(type(exc), "400 Bad Request" if is_theirs else "500 Internal Server Error")
        self.log.error("request not answered: %s", type(exc).__name__ if is_theirs else where(exc))
        headers = {
            "Connection": "close", "Content-Type": "text/html; charset=utf-8", "Content-Length": len(REFUSED),
            **file_headers(self.app.settings.secure),
        }  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        try:
            client.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("ascii") + REFUSED)
        except OSError:
            self.log.debug("the sender is gone")


def _received(client: PacedSocket) -> bytes | None:
    """What has come; none if the sender is gone, None if there is nothing yet."""
    try:
        return client.recv(AT_ONCE, socket.MSG_DONTWAIT)
    except BlockingIOError:  # somebody else's place, taken over in the moment between being called and looking
        return None
    except OSError:
        return b""


def _is_whole(head: bytes) -> bool:
    """Whether the parser will find the end of a head, or an error, without more."""
    return b"\r\n\r\n" in head or b"\n\n" in head
