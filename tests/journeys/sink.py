"""A real SMTP server on this machine that keeps what it is given."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    port: int
    received: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(envelope)
        return "250 OK"

    def to(self, address: str) -> list[Envelope]:
        return [envelope for envelope in self.received if address in envelope.rcpt_tos]


@contextmanager
def mail_sink(address: str = "127.0.0.1") -> Iterator[Sink]:
    with socket.socket() as probe:
        probe.bind((address, 0))
        sink = Sink(probe.getsockname()[1])
    controller = Controller(sink, hostname=address, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
