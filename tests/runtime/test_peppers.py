"""Session peppers of two machines: what one of them makes opens at the other, whatever becomes of Redis in between."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from tests.conftest import NOW
from wbs.runtime import peppers
from wbs.runtime.peppers import NAME, SharedPeppers
from wbs.runtime.queue import connect
from wbs.staff.sessions import Token, ends_after, open_session, seal_session

KEY = b"k" * 32
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def machine(tmp_path: Path, redis_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], SharedPeppers]:
    """Each asks whenever it is asked."""
    monkeypatch.setattr(peppers, "ASKS_EVERY_S", 0.0)
    return lambda name: SharedPeppers(tmp_path / name / "session-peppers", f"unix://{redis_path}", KEY)


@pytest.fixture
def client(redis_path: Path) -> Redis:
    return connect(f"unix://{redis_path}")


def opens(made_by: SharedPeppers, opened_by: SharedPeppers) -> bool:
    token = Token.new()
    sealed = seal_session(token, made_by.live()[0], "staff_session", {}, ends_after(NOW, 8))
    return open_session(token, opened_by.live(), "staff_session", sealed, NOW) is not None


def test_a_session_goes_on_at_the_other_machine(machine: Callable[[str], SharedPeppers]) -> None:
    first, second = machine("a"), machine("b")
    assert opens(first, second) and opens(second, first)
    old = first.live()
    second.replace()
    assert first.live() == second.live() and first.live()[1:] == old[:1]
    assert first.path.stat().st_mtime_ns == second.path.stat().st_mtime_ns  # the day of the night is the same


def test_a_redis_that_began_anew_learns_them_from_the_machines(
    machine: Callable[[str], SharedPeppers], client: Redis
) -> None:
    first, second = machine("a"), machine("b")
    assert opens(first, second)
    known = first.live()
    client.flushall()
    assert second.live() == first.live() == known


def test_a_machine_that_was_away_does_not_bring_yesterdays_back(
    machine: Callable[[str], SharedPeppers], client: Redis
) -> None:
    first, away = machine("a"), machine("b")
    assert opens(first, away)
    first.replace()
    first.replace()
    known = first.live()
    client.flushall()
    away.live()
    assert first.live() == known == away.live()


def test_without_redis_the_file_decides(tmp_path: Path, machine: Callable[[str], SharedPeppers]) -> None:
    first = machine("a")
    known = first.live()
    alone = SharedPeppers(first.path, NOBODY, KEY)
    assert alone.live() == known
    alone.replace()
    os.utime(first.path, ns=(first.path.stat().st_mtime_ns + 1,) * 2)
    assert first.live() == alone.live() == machine("b").live() and alone.live()[1:] == known[:1]


def test_redis_holds_nothing_that_opens(machine: Callable[[str], SharedPeppers], client: Redis) -> None:
    first = machine("a")
    told = client.getrange(NAME, 0, -1) if first.live() else b""
    assert len(told) > 100
    assert all(pepper not in told and pepper.hex().encode() not in told for pepper in first.live())
    client.set(NAME, b"something of somebody else's")
    assert first.live() and opens(first, machine("b"))
