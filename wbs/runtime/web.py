"""The web server: threads around gunicorn's parser, told to keep quiet.

Decides the address it listens on and how it is told to stop. Knows nothing of pages.
"""

import os
import signal
import socket
from functools import partial
from urllib.parse import urlsplit

from wbs.config import Settings
from wbs.runtime.application import Application
from wbs.runtime.exchange import Connection, http_rules, prepare_listener
from wbs.runtime.sweeper import Sweeper
from wbs.runtime.threads import Threads

BEHIND_A_PROXY = 8080  # where we listen when PUBLIC_URL is the proxy's


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
    host, port = address(settings)
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except OSError as error:
        raise AddressInUse(f"cannot listen on {host}:{port} ({os.strerror(error.errno or 0)})") from None


def run(app: Application, settings: Settings, listener: socket.socket) -> None:
    """Serves until told to stop (SIGTERM: requests under way get two seconds)."""
    sweeper = Sweeper()
    connect = partial(Connection, rules=http_rules(), app=sweeper.watching(app))
    prepare_listener(listener)
    threads = Threads(listener, connect, settings.threads)
    signal.signal(signal.SIGTERM, lambda *_: threads.stop.set())
    sweeper.start()
    threads.run()
