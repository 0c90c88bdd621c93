"""The web server: gunicorn with threads, told to keep quiet. Request bodies are handed on as streams.

Decides limits, silence and the address it listens on. Knows nothing of pages; the limit of a body is the application's.
"""

import os
import socket
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http import errors, wsgi
from gunicorn.workers.gthread import ThreadWorker

from wbs.config import Settings
from wbs.runtime.application import Application
from wbs.runtime.pace import PacedSocket
from wbs.runtime.process import die_with_parent
from wbs.runtime.quiet import formatter, where
from wbs.runtime.sweeper import Sweeper
from wbs.watching.listening import Watch

BEHIND_A_PROXY = 8080  # where we listen when PUBLIC_URL is the proxy's
GRACE_SECONDS = 2

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


class AddressInUse(Exception):
    """Somebody already listens there; the message names the address."""


def address(settings: Settings) -> tuple[str, int]:
    """Where to listen: WBS_BIND, else this machine alone on the port of PUBLIC_URL."""
    bind = settings.bind
    if bind:
        host, _, port = bind.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)
    parts = urlsplit(settings.public_url)
    host = "::1" if parts.hostname == "::1" else "127.0.0.1"
    return host, parts.port or (80 if parts.scheme == "http" else BEHIND_A_PROXY)


def listen(settings: Settings) -> socket.socket:
    """Opens the socket before anything is built, so that a second start fails at once. Raises AddressInUse."""
    return listen_at(*address(settings))


def listen_at(host: str, port: int) -> socket.socket:
    """Raises AddressInUse."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except OSError as error:
        raise AddressInUse(
            f"Tidak dapat memakai alamat {host}:{port} ({os.strerror(error.errno or 0)}). Lihat siapa yang memakainya: "
            "ss -ltnp"
        ) from None


def run(
    app: Application, settings: Settings, listener: socket.socket, watch: tuple[Watch, socket.socket] | None = None
) -> None:
    """Serves until told to stop (SIGTERM: requests under way get two seconds); `watch` on its own listener."""
    wsgi.create = partial(wsgi.create, response_class=NamelessResponse)
    sweeper = Sweeper()
    served = sweeper.watching(without_address(app))
    if watch is None:
        WebServer(served, settings, listener, sweeper.start).run()
        return
    watching, second = watch

    def start() -> None:
        sweeper.start()
        watching.start(second)

    WebServer(watching.answers.watching(served), settings, listener, start).run()


def without_address(app: Application) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The application never learns from where somebody came, so nothing it does can keep it."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = ""
        environ.pop("REMOTE_PORT", None)
        return app(environ, start_response)

    return answer


class NamelessResponse(wsgi.Response):
    """Answers without naming the server."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class QuietLogger(Logger):
    """Errors by class and place."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter())


class QuietWorker(ThreadWorker):
    """Refuses what it cannot read without repeating it, to the sender or to the log; does not wait for ever."""

    def handle_request(self, req: Any, conn: Any) -> bool:
        reader = conn.parser.unreader
        reader.sock = PacedSocket(conn.sock)
        try:
            return bool(super().handle_request(req, conn))
        finally:
            reader.sock = conn.sock

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


class WebServer(BaseApplication):
    """Gunicorn's arbiter and one worker around an application that is already built."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        settings: Settings,
        listener: socket.socket,
        at_start: Callable[[], None] = lambda: None,
    ) -> None:
        self.app = app
        self.at_start = at_start  # called in the process that serves
        self.settings = settings
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        shared_memory = "/dev/shm"  # noqa: S108 - gunicorn's heartbeat file, unlinked at once # nosec B108
        options = {
            "bind": f"fd://{os.dup(self.listener.fileno())}",
            "workers": 1,
            "worker_class": QuietWorker,
            "threads": self.settings.threads,
            "worker_connections": 512,
            "keepalive": 5,
            "graceful_timeout": GRACE_SECONDS,
            "limit_request_line": 2048,
            "limit_request_fields": 60,
            "limit_request_field_size": 4096,
            "worker_tmp_dir": shared_memory if os.path.isdir(shared_memory) else None,
            "forwarded_allow_ips": "",  # scheme and address follow PUBLIC_URL, never a header
            "secure_scheme_headers": {},
            "control_socket_disable": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "error",
            "logger_class": QuietLogger,
            "post_worker_init": lambda _worker: self.at_start(),
            "post_fork": lambda _server, worker: die_with_parent(worker.ppid),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Iterable[bytes]]:
        return self.app
