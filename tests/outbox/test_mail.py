"""The mail tells nothing: one text, one size, no address in it; and no server can hold the worker."""

import datetime as dt
import gc
import ssl
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.outbox.conftest import Sink, free_port
from wbs.config import Mail
from wbs.outbox.mail import BODIES, KINDS, MailRefused, Unreachable, compose, send

NOW = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
CHANGING = (b"Date:", b"Message-ID:")


def steady(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if not line.startswith(CHANGING)]


def test_all_mails_are_the_same_but_for_date_and_id(sink: Sink) -> None:
    for kind, address in zip(sorted(KINDS), ["a@example.test", "bb@example.test", "ccc@example.test"], strict=True):
        send(sink.mail, address, compose(kind), NOW)
    contents = [envelope.content for envelope in sink.received]
    assert len({tuple(steady(content)) for content in contents}) == 1
    assert len({len(content) for content in contents}) == 1


def test_every_language_has_the_same_size(sink: Sink) -> None:
    for language in BODIES:
        send(sink.mail, "a@example.test", compose("reporter_news", language), NOW)
    assert len({len(envelope.content) for envelope in sink.received}) == 1


def test_the_address_is_on_the_envelope_only(sink: Sink) -> None:
    send(sink.mail, "pelapor@example.test", compose("reporter_news"), NOW)
    [envelope] = sink.received
    assert envelope.rcpt_tos == ["pelapor@example.test"]
    assert b"pelapor@" not in envelope.content
    assert not any(character.isdigit() for character in message_from_bytes(envelope.content).get_payload())
    assert b"http" not in envelope.content


def test_an_unknown_kind_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        compose("gossip")


@pytest.mark.parametrize("address", ["gone@example.test"])
def test_a_mail_nobody_takes_is_refused_without_a_word_of_it(sink: Sink, address: str) -> None:
    sink.refused.add("gone@example.test")
    with pytest.raises(MailRefused) as refused:
        send(sink.mail, address, compose("reminder"), NOW)
    assert str(refused.value) == ""
    assert refused.value.__suppress_context__


def test_a_dead_server_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        send(Mail("127.0.0.1", free_port(), "kabar@example.test", 1.0), "a@example.test", compose("reminder"), NOW)


def test_a_server_that_never_answers_is_given_up(silent_server: Mail) -> None:
    with pytest.raises(Unreachable):
        send(silent_server, "a@example.test", compose("reminder"), NOW)


def test_a_server_that_drips_is_given_up(dripping_server: Mail) -> None:
    with pytest.raises(Unreachable):
        send(dripping_server, "a@example.test", compose("reminder"), NOW)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the sink forgets its own socket
def test_encryption_is_used_when_offered(tmp_path: Path) -> None:
    handler = Sink()
    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), tls_context=own_certificate(tmp_path), require_starttls=True,
        ready_timeout=10,
    )  # fmt: skip
    controller.start()
    try:
        send(Mail("127.0.0.1", controller.port, "k@example.test", 5.0), "a@example.test", compose("reminder"), NOW)
    finally:
        controller.stop()
        gc.collect()
    assert handler.over_tls == [True]


def own_certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay.example.test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + dt.timedelta(days=36500))
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "relay.pem").write_bytes(secret + builder.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "relay.pem")
    return context
