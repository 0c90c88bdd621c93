"""A form's token: kept while it is good, replaced without loss when it is not, too young for three seconds."""

from datetime import UTC, datetime, timedelta

from tests.builders import a_filed_report
from wbs.crypto.labels import derive, derive_lasting
from wbs.intake.form_token import new_token, posted_ticket, posted_token
from wbs.intake.receipts import question
from wbs.staff.instance import Instance

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


def a_visit(instance: Instance) -> None:
    keys = instance.keys.tickets
    token = posted_token(keys, new_token(keys[0], NOW).hidden, NOW)
    question(keys[0], token.ticket)
    a_filed_report(instance)


def test_what_stays_derived_is_of_the_installation_and_never_of_a_form_or_a_case(instance: Instance) -> None:
    assert derive_lasting(KEY, "drawn") == derive(KEY, "drawn")
    a_visit(instance)
    kept = derive_lasting.cache_info().currsize
    a_visit(instance)
    assert derive_lasting.cache_info().currsize == kept
