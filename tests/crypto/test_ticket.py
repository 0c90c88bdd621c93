"""A ticket is ours or it is nothing; what follows from it is always the same."""

from datetime import UTC, datetime, timedelta

import pytest

from wbs.crypto.ticket import LIFETIME, BadTicket, check_ticket, issue_ticket

KEY, NOW = bytes(range(32)), datetime(2026, 11, 23, 3, 0, 30, tzinfo=UTC)


def test_the_same_ticket_gives_the_same_receipt() -> None:
    text = issue_ticket(KEY, NOW)
    one, other = check_ticket(KEY, text), check_ticket(KEY, text)
    assert (one.code, one.number, one.filing_id) == (other.code, other.number, other.filing_id)
    assert len({one.code, one.filing_id, one.nonce}) == 3


def test_tickets_differ() -> None:
    tickets = [check_ticket(KEY, issue_ticket(KEY, NOW)) for _ in range(50)]
    assert len({ticket.number for ticket in tickets}) == len({ticket.code for ticket in tickets}) == 50


def test_the_number_can_be_read_aloud() -> None:
    number = check_ticket(KEY, issue_ticket(KEY, NOW)).number
    assert len(number) == 11
    assert not set(number) & set("01OI")


CHANGES = {
    "one letter less": lambda text: text[:-1],
    "another version": lambda text: "B" + text[1:],
    "nothing": lambda text: "",
    "not base64": lambda text: "é" * 30,
    "one letter changed": lambda text: text[:30] + ("B" if text[30] != "B" else "C") + text[31:],
    "one letter more": lambda text: text + "A",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_ticket_is_refused(change) -> None:
    with pytest.raises(BadTicket):
        check_ticket(KEY, change(issue_ticket(KEY, NOW)))


def test_a_ticket_of_another_instance_is_refused() -> None:
    with pytest.raises(BadTicket):
        check_ticket(bytes(32), issue_ticket(KEY, NOW))


def test_tickets_end() -> None:
    ticket = check_ticket(KEY, issue_ticket(KEY, NOW))
    assert not ticket.is_expired(NOW)
    assert not ticket.is_expired(NOW + timedelta(hours=3))
    assert ticket.is_expired(NOW + LIFETIME + timedelta(minutes=1))
    assert ticket.is_expired(NOW - timedelta(hours=1))


def test_a_ticket_has_one_text() -> None:
    """The decoder skips foreign letters and the last letter's unused bits: neither may pass."""
    text = issue_ticket(KEY, NOW)
    for other in (f"{text[:9]}!{text[9:]}", f"{text[:9]}\n{text[9:]}", text[:-1] + chr(ord(text[-1]) + 1), text + "="):
        with pytest.raises(BadTicket):
            check_ticket(KEY, other)
