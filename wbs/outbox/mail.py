"""The mail itself: the same for everybody, so that it tells nothing, and its way to the mail server.

One text for reporters and staff, each language padded to one size, no address in the headers: two mails differ only
in date and id. Does not know who the recipient is or where addresses are kept.
"""

import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from threading import Timer
from typing import Any
from uuid import uuid4

from wbs.config import Mail

KINDS = frozenset({"reporter_news", "urgent_case", "reminder"})
# What is broken, for whoever keeps the machine: these alone say what they are about, and it is never a case.
TASKS = ("backup", "check", "verify")  # of the machine's timers, beside those that are parts already
ALARMS = ("outbox", "ledger", "unreadable", "directory", "disk", "worker", "probe", "people", *TASKS)

SUBJECTS = {"id": "Pemberitahuan", "en": "Notification "}
BODIES = {
    "id": "Ada kabar baru untuk Anda. Surat ini dikirim otomatis dan tidak dapat dibalas.",
    "en": "There is news for you. This message was sent automatically and takes no reply.",
}
SIZE = max(len(body) for body in BODIES.values())
ALARM_SUBJECT = "Pemberitahuan sistem"
ALARM_BODY = "Ada yang perlu diperiksa: {}. Langkahnya ada di docs/OPERATIONS.md, bagian Alarm."
KINDS_OF_ALARM = frozenset(f"alarm_{alarm}" for alarm in ALARMS)
ALARM_SIZE = max(len(ALARM_BODY.format(alarm)) for alarm in ALARMS)

REFUSALS = (
    smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError,
    ValueError,  # an address that cannot be put into a command at all
)


class Unreachable(Exception):
    """The mail server does not answer as it should: trying the next mail now makes no sense."""


class MailRefused(Exception):
    """The mail server answered, and will not take this mail."""


def compose(kind: str, language: str = "id") -> EmailMessage:
    """A mail without sender, recipient and date, the same for every kind but an alarm: an unknown one is a mistake of
    ours."""
    if kind in KINDS_OF_ALARM:
        return _compose_alarm(kind.removeprefix("alarm_"))
    if kind not in KINDS:
        raise ValueError(f"unknown kind of notice: {kind!r}")
    return _composed(SUBJECTS[language], BODIES[language].ljust(SIZE))


def _compose_alarm(alarm: str) -> EmailMessage:
    return _composed(ALARM_SUBJECT, ALARM_BODY.format(alarm).ljust(ALARM_SIZE))


def _composed(subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte="7bit")
    return message


def send(mail: Mail, address: str, message: EmailMessage, now: datetime) -> None:
    """Hands one mail to the server; the conversation takes `mail.timeout_s` after connecting, at most.

    The address stands in the SMTP conversation only. Raises Unreachable or MailRefused, neither with any text.
    """
    domain = mail.sender.rpartition("@")[2]
    message["From"] = mail.sender
    message["To"] = "undisclosed-recipients:;"
    message["Date"] = now
    message["Message-ID"] = f"<{uuid4().hex}@{domain}>"
    try:
        _converse(mail, domain, address, message)
    except REFUSALS:
        raise MailRefused from None
    except OSError:  # smtplib's other errors are OSErrors too
        raise Unreachable from None


def _converse(mail: Mail, domain: str, address: str, message: EmailMessage) -> None:
    server = _Hurried(mail.host, mail.port, local_hostname=domain, timeout=mail.timeout_s)
    try:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=_unchecked_tls())
        server.send_message(message, mail.sender, [address])
        with suppress(OSError):  # the mail is accepted: a server that dislikes being left changes nothing
            server.quit()
    finally:
        server.close()


class _Hurried(smtplib.SMTP):
    """Cuts the connection when the time is up: a timeout on the socket is one per line, and a server that
    drips line after line would hold the worker for ever."""

    _watchdog: Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        connection = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._watchdog = Timer(timeout, self._cut)
        self._watchdog.daemon = True
        self._watchdog.start()
        return connection

    def _cut(self) -> None:
        with suppress(OSError, AttributeError):  # gone in the meantime
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._watchdog:
            self._watchdog.cancel()
        super().close()


def _unchecked_tls() -> ssl.SSLContext:
    """The relay inside the house has a certificate of its own making: encryption for whoever only listens."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
