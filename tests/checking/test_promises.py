"""A deployed host against what the application promises: its real headers pass, and what a proxy does is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from wbs.app import create_app
from wbs.cases.desk_check import BLOCKING, NOTE, WARNING
from wbs.checking.promises import Answer, check_answer, check_plain, check_unreachable
from wbs.config import Settings
from wbs.db import db
from wbs.web.install import UPLOAD

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
URL = "https://lapor.example/"


@pytest.fixture
def answer(settings: Settings) -> Answer:
    """What the application itself answers over https, as `fetch` would see it."""
    app: Flask = create_app(replace(settings, public_url="https://lapor.example", face="public"))
    with app.app_context():
        got = app.test_client().get("/", headers={"Accept-Encoding": "gzip"})
        db.session.remove()
        db.engine.dispose()
    headers = tuple((name.lower(), value) for name, value in got.headers.items())
    return Answer(URL, got.status_code, headers, len(got.data))


def without(answer: Answer, name: str) -> Answer:
    return replace(answer, headers=tuple(pair for pair in answer.headers if pair[0] != name))


def having(answer: Answer, name: str, value: str) -> Answer:
    return replace(answer, headers=(*answer.headers, (name, value)))


def severities(answer: Answer) -> list[str]:
    return [one.severity for one in check_answer(answer, UPLOAD.source, NOW)]


def test_the_application_keeps_its_own_promises(answer: Answer) -> None:
    assert severities(answer) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("content-security-policy", BLOCKING), ("strict-transport-security", BLOCKING), ("cache-control", BLOCKING),
        ("referrer-policy", BLOCKING), ("x-frame-options", WARNING), ("permissions-policy", WARNING),
    ],
)  # fmt: skip
def test_what_a_proxy_drops(answer: Answer, name: str, found: str) -> None:
    assert severities(without(answer, name)) == [found]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("set-cookie", "SERVERID=a; path=/", BLOCKING), ("server", "nginx/1.22.1", WARNING), ("server", "nginx", NOTE),
        ("via", "1.1 cache", NOTE), ("content-security-policy", "default-src *", WARNING),
        ("date", "Mon, 23 Nov 2026 01:00:00 GMT", WARNING), ("date", "Mon, 23 Nov 2026 03:01:00 GMT", None),
    ],
)  # fmt: skip
def test_what_a_proxy_adds(answer: Answer, name: str, value: str, found: str | None) -> None:
    assert severities(having(without(answer, "date"), name, value)) == ([found] if found else [])


def test_a_page_compressed_again_is_told_by_its_size(answer: Answer) -> None:
    assert severities(replace(answer, size=answer.size - 7)) == [WARNING]


def test_a_redirect_an_error_and_a_certificate(answer: Answer) -> None:
    assert severities(replace(answer, status=302)) == [WARNING]
    assert severities(replace(answer, status=502)) == [BLOCKING]
    assert severities(replace(answer, certificate_until=NOW + timedelta(days=5))) == [WARNING]


def test_plain_http_must_lead_to_https() -> None:
    to_https = Answer("http://lapor.example/", 301, (("location", "https://lapor.example/"),))
    assert not [*check_plain(None)] and not [*check_plain(to_https)]
    assert [one.severity for one in check_plain(replace(to_https, status=200))] == [BLOCKING]
    assert [one.severity for one in check_plain(having(to_https, "set-cookie", "a=b"))] == [BLOCKING]


def test_a_host_that_is_not_there() -> None:
    assert "Sertifikat" in check_unreachable(URL, "certificate").sentence
    assert "gaierror" in check_unreachable(URL, "gaierror").sentence
