"""A form's token: kept while it is good, replaced without loss when it is not, too young for three seconds."""

from datetime import UTC, datetime, timedelta

from wbs.intake.form_token import new_token, posted_ticket, posted_token

KEY = bytes(32)
NOW = datetime(2026, 11, 23, 3, 0, 59, tzinfo=UTC)


def test_a_posted_token_is_kept_with_its_second() -> None:
    token = new_token(KEY, NOW)
    again = posted_token((KEY,), token.hidden, NOW + timedelta(hours=3))
    assert again.hidden == token.hidden
    assert not again.is_new
    assert again.drawn_at == NOW


def test_three_seconds_are_the_least() -> None:
    token = new_token(KEY, NOW)
    assert token.is_too_young(NOW + timedelta(seconds=2))
    assert not token.is_too_young(NOW + timedelta(seconds=3))


def test_expired_foreign_missing_and_mixed_tokens_are_replaced() -> None:
    token, other = new_token(KEY, NOW), new_token(KEY, NOW)
    assert posted_token((KEY,), token.hidden, NOW + timedelta(hours=25)).is_new
    assert posted_token((bytes(31) + b"x",), token.hidden, NOW).is_new
    assert posted_token((KEY,), {}, NOW).is_new
    assert posted_token((KEY,), {"ticket": token.text, "drawn": other.drawn}, NOW).is_new
    assert posted_token((KEY,), {"ticket": token.text, "drawn": "²³.é"}, NOW).is_new


def test_the_ticket_of_an_expired_form_is_still_known() -> None:
    token = new_token(KEY, NOW)
    found = posted_ticket((KEY,), token.hidden)
    assert found is not None and found.filing_id == token.ticket.filing_id
    assert posted_ticket((KEY,), {"ticket": "Ünsinn"}) is None
