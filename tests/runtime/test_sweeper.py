"""What requests leave behind is collected in the first pause after them, and in time when there is no pause."""

import gc
import weakref
from collections.abc import Iterator
from unittest.mock import Mock

import pytest

from wbs.runtime import huge_pages
from wbs.runtime.sweeper import MOST_BUSY, WARM, Sweeper


class Page:
    """As pages are: it knows itself, so that only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def sweeper() -> Iterator[Sweeper]:
    """One beside whom nobody collects, and who looks at nothing that other tests have left."""
    gc.disable()
    gc.freeze()
    yield Sweeper()
    gc.unfreeze()
    gc.enable()


def _serve(sweeper: Sweeper) -> "weakref.ref[Page]":
    page = weakref.ref(Page())
    sweeper.answered()
    return page


def test_the_first_quiet_pause_clears(sweeper: Sweeper) -> None:
    for _ in range(3):
        page = _serve(sweeper)
        sweeper.sweep()
        assert page() is not None
        sweeper.sweep()
        assert page() is None


def test_who_never_pauses_is_swept_all_the_same(sweeper: Sweeper) -> None:
    pages = [_serve(sweeper)]
    for _ in range(MOST_BUSY + 1):
        sweeper.sweep()
        pages.append(_serve(sweeper))
    assert pages[0]() is None and pages[-1]() is not None


def test_once_requests_have_shown_what_they_touch_it_is_laid_together(
    sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered = Mock()
    monkeypatch.setattr(huge_pages, "gather", gathered)
    calls = []
    for _ in range(3 * WARM):
        sweeper.answered()
        sweeper.sweep()
        calls.append(gathered.call_count)
    assert calls == [0] * (WARM - 1) + [1] * (2 * WARM + 1)
