"""A session opens only with the secret its holder carries, a live pepper, and before its end."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from wbs.keyfolder import SessionPeppers
from wbs.staff.sessions import Token, ends_after, open_session, seal_session

PEPPER, OLDER = b"p" * 32, b"o" * 32
VALUES = {"person": "x"}


def sealed_for(token: Token, pepper: bytes = PEPPER) -> bytes:
    return seal_session(token, pepper, "staff_session", VALUES, ends_after(NOW, 8))


def test_the_holder_opens_it_until_it_ends() -> None:
    token = Token.new()
    sealed = sealed_for(token)
    end = NOW + timedelta(hours=8)
    assert open_session(token, [PEPPER], "staff_session", sealed, end - timedelta(seconds=1)) == VALUES
    assert open_session(token, [PEPPER], "staff_session", sealed, end) is None


def test_nothing_else_opens_it() -> None:
    token, other = Token.new(), Token.new()
    sealed = sealed_for(token)
    mixed = (Token(token.id, other.secret), Token(other.id, token.secret), other)
    assert [open_session(one, [PEPPER], "staff_session", sealed, NOW) for one in mixed] == [None] * 3
    assert open_session(token, [OLDER], "staff_session", sealed, NOW) is None
    assert open_session(token, [PEPPER], "reporter_session", sealed, NOW) is None
    assert open_session(token, [PEPPER], "staff_session", sealed[:-1] + bytes([sealed[-1] ^ 1]), NOW) is None
    assert open_session(token, [PEPPER], "staff_session", b"", NOW) is None


def test_yesterdays_pepper_still_lives_and_the_one_before_does_not(tmp_path: Path) -> None:
    peppers, token = SessionPeppers(tmp_path / "run" / "peppers"), Token.new()
    sealed = sealed_for(token, peppers.live()[0])
    peppers.replace()
    assert open_session(token, peppers.live(), "staff_session", sealed, NOW) == VALUES
    peppers.replace()
    assert open_session(token, peppers.live(), "staff_session", sealed, NOW) is None
    assert (tmp_path / "run" / "peppers").stat().st_mode & 0o077 == 0


def test_a_token_survives_its_cookie() -> None:
    token = Token.new()
    assert Token.parse(str(token)) == token
    assert token.id_hash not in token.id + token.secret
    assert "secret" not in repr(token)


@pytest.mark.parametrize("text", ["", "x", "é" * 64, "a" * 63, "a" * 65, "a" * 10_000, "=" * 64, "\0" * 64])
def test_junk_is_no_token(text: str) -> None:
    assert Token.parse(text) is None
