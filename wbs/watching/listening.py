"""The second address, for the keeper of the machine alone: `/healthz` and `/metrics`, and nothing else.

Decides how often it looks: whoever asks without pause is given the last answer. It is no page of the application, so
the public address has neither; it answers GET, keeps no log and never says more than the name of a part.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from wbs.config import Settings
from wbs.runtime.application import Application
from wbs.runtime.quiet import where
from wbs.watching.counting import Answers
from wbs.watching.health import CHECKS, failed
from wbs.watching.metrics import House, exposition

log = logging.getLogger(__name__)

KEPT_S = 5.0
PATIENCE_S = 10
PLAIN = "text/plain; charset=utf-8"


class Watch:
    """What is answered at the second address of one process."""

    def __init__(self, app: Application, answers: Answers, now: Callable[[], datetime]) -> None:
        self.answers = answers
        self._app, self._now = app, now
        self._house = House(app.extensions["wbs"], answers, now)
        self._kept: dict[str, tuple[float, tuple[int, str, bytes]]] = {}
        self._lock = threading.Lock()

    def start(self, listener: socket.socket) -> None:
        """In the process that serves: threads do not survive a fork."""
        server = _Server(listener, self)
        threading.Thread(target=server.serve_forever, name="watch", daemon=True).start()

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body."""
        asked = {"/healthz": self._health, "/metrics": self._metrics}.get(path)
        if asked is None:
            return HTTPStatus.NOT_FOUND, PLAIN, b""
        with self._lock:  # one look at a time, however many ask
            at, kept = self._kept.get(path, (0.0, (0, "", b"")))
            if not at or time.monotonic() - at > KEPT_S:
                kept = self._looked(asked)
                self._kept[path] = time.monotonic(), kept
        return kept

    def _looked(self, asked: Callable[[], tuple[int, str, bytes]]) -> tuple[int, str, bytes]:
        try:
            with self._app.app_context():
                return asked()
        except Exception as error:  # a look that fails is an answer too
            log.error("watching: %s", where(error))
            return HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, b"watching\n"

    def _health(self) -> tuple[int, str, bytes]:
        wrong = failed(CHECKS, self._app.extensions["wbs"], self._now())
        if not wrong:
            return HTTPStatus.OK, PLAIN, b"ok\n"
        return HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, f"{wrong[0]}\n".encode("ascii")

    def _metrics(self) -> tuple[int, str, bytes]:
        return HTTPStatus.OK, CONTENT_TYPE_LATEST, exposition(self._house)


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_S
    server_version, sys_version = "", ""
    server: "_Server"

    def do_GET(self) -> None:
        status, kind, body = self.server.watch.answer(self.path)
        self.send_response_only(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody's address is anybody's business."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, listener: socket.socket, watch: Watch) -> None:
        super().__init__(listener.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.watch = listener, watch

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever went away is gone."""


def bound(settings: Settings) -> tuple[str, int] | None:
    """Where WBS_WATCH_BIND says; None when nobody watches."""
    host, _, port = settings.watch_bind.rpartition(":")
    return (host.strip("[]"), int(port)) if settings.watch_bind else None
