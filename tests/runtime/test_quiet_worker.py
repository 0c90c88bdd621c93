"""What our worker's answers leave to gunicorn, and what they know already."""

import pytest
from gunicorn.http.errors import InvalidResponseHeader

from wbs.runtime import quiet_worker
from wbs.runtime.quiet_worker import NamelessResponse


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> NamelessResponse:
    monkeypatch.setattr(quiet_worker, "_KNOWN", set())
    made = object.__new__(NamelessResponse)  # without a request, which its headers do not need
    made.headers, made.response_length, made.upgrade = [], None, False
    return made


def test_a_header_of_all_pages_is_looked_at_once_and_always_sent(answer: NamelessResponse) -> None:
    whole = [("X-Frame-Options", "DENY"), ("Content-Length", "7"), ("Location", "/"), ("Connection", "close")]
    for _ in range(2):
        answer.headers = []
        answer.process_headers(whole)
        assert sorted(answer.headers) == sorted(whole[:3]) and answer.response_length == 7
    assert quiet_worker._KNOWN == {("X-Frame-Options", "DENY")}, "what concerns one visitor is not kept"


@pytest.mark.parametrize("name", ["X-Frame-Options", "Location"])
def test_a_header_that_would_begin_another_is_refused_each_time(answer: NamelessResponse, name: str) -> None:
    for _ in range(2):
        with pytest.raises(InvalidResponseHeader):
            answer.process_headers([(name, "a\r\nSet-Cookie: b")])
    assert quiet_worker._KNOWN == set()
