"""An application with the outbox table and nothing else; real mail servers: one listens, one is silent, one drips."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import Envelope, Session
from flask import Flask

from tests.databases import new_database
from wbs.config import Mail
from wbs.db import db, engine_options, prepare_engine
from wbs.outbox.records import Notice


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application context over a fresh database with the outbox table."""
    url = f"sqlite:///{tmp_path / 'outbox.db'}"
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgres_url"), template="template0")
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        Notice.__table__.create(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@dataclass
class Sink:
    """A mail server that keeps what it gets; addresses in `refused` are turned away."""

    received: list[Envelope] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    over_tls: list[bool] = field(default_factory=list)
    mail: Mail = field(default_factory=Mail)

    async def handle_RCPT(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        self.received.append(envelope)
        self.over_tls.append(session.ssl is not None)
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[Sink]:
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=0, ready_timeout=10)
    controller.port = free_port()
    controller.start()
    handler.mail = Mail("127.0.0.1", controller.port, "kabar@example.test", 5.0)
    yield handler
    controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def silent_server() -> Iterator[Mail]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Mail("127.0.0.1", server.getsockname()[1], "kabar@example.test", 0.2)


@pytest.fixture
def dripping_server() -> Iterator[Mail]:
    """Sends one line after the other, each in time, and never the last one."""
    started, done = threading.Event(), threading.Event()
    ports: list[int] = []

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not done.is_set() and not writer.is_closing():
            writer.write(b"220-wait\r\n")
            await asyncio.sleep(0.05)
        writer.close()

    async def listen() -> None:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        started.set()
        while not done.is_set():
            await asyncio.sleep(0.05)
        server.close()

    thread = threading.Thread(target=asyncio.run, args=[listen()])
    thread.start()
    started.wait(10)
    yield Mail("127.0.0.1", ports[0], "kabar@example.test", 0.3)
    done.set()
    thread.join()
