"""The journey's eye for mails: today's pass, and one that says anything of a case does not."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import Envelope

from tests.journeys.news import says_only_news
from tests.journeys.sink import mail_sink
from wbs.config import Mail
from wbs.outbox.mail import ALARMS, KINDS, compose, send

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TELLING = "HX6KW laporan pengadaan"


def sent(message: EmailMessage, sender: str = "kabar@lapor.example") -> Envelope:
    with mail_sink() as sink:
        send(Mail("127.0.0.1", sink.port, sender), "seseorang@surat.example", message, NOW)
    [envelope] = sink.received
    return envelope


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_notice_says_only_that_there_is_news(kind: str) -> None:
    assert says_only_news(sent(compose(kind)))


def tell_in_subject(message: EmailMessage) -> None:
    message.replace_header("Subject", TELLING)


def tell_in_body(message: EmailMessage) -> None:
    message.set_content(TELLING, cte="7bit")


def tell_below_body(message: EmailMessage) -> None:
    message.set_content(f"{message.get_content().rstrip()}\n{TELLING}", cte="7bit")


def tell_in_a_header(message: EmailMessage) -> None:
    message["X-Laporan"] = TELLING


def tell_in_a_second_part(message: EmailMessage) -> None:
    message.add_attachment(TELLING)


@pytest.mark.parametrize(
    "tell", [tell_in_subject, tell_in_body, tell_below_body, tell_in_a_header, tell_in_a_second_part]
)
def test_a_word_about_a_case_is_seen_wherever_it_stands(tell: Callable[[EmailMessage], None]) -> None:
    message = compose("reporter_news")
    tell(message)
    assert not says_only_news(sent(message))


def test_a_sender_named_after_a_case_is_seen() -> None:
    assert not says_only_news(sent(compose("reporter_news"), f"{TELLING} <kabar@lapor.example>"))


def test_an_alarm_is_no_news() -> None:
    assert not says_only_news(sent(compose(f"alarm_{ALARMS[0]}")))
