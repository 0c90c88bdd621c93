"""The web server: gunicorn with threads, told to keep quiet. Request bodies are handed on as streams.

Decides limits, silence and the address it listens on. Knows nothing of pages; the limit of a body is the application's.
"""

import os
import socket
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import urlsplit

from gunicorn.app.base import BaseApplication
from gunicorn.http import wsgi

from wbs.config import Settings
from wbs.runtime.application import Application
from wbs.runtime.process import die_with_parent
from wbs.runtime.quiet_worker import NamelessResponse, QuietLogger, QuietWorker
from wbs.runtime.sweeper import Sweeper
from wbs.watching.listening import Watch

BEHIND_A_PROXY = 8080  # where we listen when PUBLIC_URL is the proxy's
GRACE_SECONDS = 2


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
    if watch is None:
        WebServer(app, settings, listener).run()
        return
    watching, second = watch
    WebServer(watching.answers.watching(app), settings, listener, partial(watching.start, second)).run()


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
        self.sweeper = Sweeper()
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
            "forwarder_headers": "",
            "sendfile": False,  # files are opened as they are sent, and who reads them is waited for only so long
            "control_socket_disable": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "error",
            "logger_class": QuietLogger,
            "post_worker_init": lambda _worker: self.start(),
            "post_fork": lambda _server, worker: die_with_parent(worker.ppid),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def start(self) -> None:
        """In the process that serves."""
        self.sweeper.start()
        self.at_start()

    def load(self) -> Callable[..., Iterable[bytes]]:
        return self.app
