"""The smallest installation the runtime can run: one page, and tasks that leave marks in a folder.

Run as a program: `python -m tests.runtime.tiny VAR PORT [REDIS_URL]`.
"""

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask, request

from wbs.config import Settings
from wbs.errors import DeliveryFailed, Garbled, TooSlow
from wbs.runtime import pace, supervisor
from wbs.runtime.pace import PacedSocket
from wbs.runtime.quiet import configure_logs

CANARY = "burung-kenari-7731"
MUCH = 20_000_000  # more than any socket holds
ROW = "6f9f0c5e-0000-4000-8000-000000000001"


@dataclass(frozen=True)
class TinyInstance:
    settings: Settings

    def last_night(self) -> None:
        return None

    def mark(self, name: str) -> None:
        with (self.settings.var_dir / name).open("a") as file:
            file.write("x")

    def on_tick_works(self, now: datetime) -> None:
        self.mark("tick")

    @property
    def on_tick(self) -> tuple:
        return (betray, TinyInstance.on_tick_works)

    @property
    def on_delivery(self) -> tuple:
        return (betray, fail_to_deliver)

    @property
    def on_night(self) -> tuple:
        return (lambda instance, now: instance.mark("night"),)


def betray(instance: TinyInstance, now: datetime) -> None:
    raise RuntimeError(CANARY)


def fail_to_deliver(instance: TinyInstance, now: datetime) -> None:
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        raise DeliveryFailed(ROW) from None


def build(settings: Settings) -> Flask:
    app = Flask("tiny", static_folder=None)
    app.extensions["wbs"] = TinyInstance(settings)
    app.add_url_rule("/", view_func=show_address)
    app.add_url_rule("/sum", view_func=count_body, methods=["POST"])
    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/much", view_func=lambda: "x" * MUCH)
    app.register_error_handler(TooSlow, lambda _error: ("too slow", 400))
    app.register_error_handler(Garbled, lambda _error: ("garbled", 400))
    return app


def show_address() -> str:
    return f"alive {request.remote_addr!r} {request.url!r}"


def fail() -> str:
    raise RuntimeError(CANARY)


def count_body() -> str:
    """Adds up the lengths of the body's pieces as they come."""
    return str(sum(len(piece) for piece in iter(lambda: request.stream.read(65536), b"")))


def main() -> None:
    var, port, redis_url = Path(sys.argv[1]), sys.argv[2], (*sys.argv[3:], "")[0]
    settings = Settings(var, "", redis_url, public_url=f"http://127.0.0.1:{port}", ticks="every:1", threads=4)
    configure_logs()
    PacedSocket.silence_s = float(os.environ.get("SILENCE_S", PacedSocket.silence_s))
    pace.CROWDED_GRACE_S = float(os.environ.get("CROWDED_GRACE_S", pace.CROWDED_GRACE_S))
    supervisor.serve(settings, build)


if __name__ == "__main__":
    main()
