"""The headers of both faces, on pages, errors and files; what a scanner gives an A+ for."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wbs.web.headers import page_headers

PATHS = {"/": 200, "/kerja": 200, "/nichts": 404}


@pytest.mark.parametrize("path", PATHS)
def test_every_page_carries_the_set(browser_like: FlaskClient, path: str) -> None:
    answer = browser_like.get(path)
    assert answer.status_code == PATHS[path]
    policy = answer.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy and "*" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "none"
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    names = list(answer.headers.keys())
    assert len(names) == len(set(names)), "a header is said twice"
    assert not {"Set-Cookie", "Server", "X-Powered-By", "ETag", "Last-Modified"} & set(answer.headers.keys())


def test_scripts_run_on_no_public_page_and_only_from_here_on_staff_pages(browser_like: FlaskClient) -> None:
    assert "script-src 'none'" in browser_like.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in browser_like.get("/kerja").headers["Content-Security-Policy"]


def test_plain_http_promises_no_transport_security() -> None:
    assert "Strict-Transport-Security" not in page_headers(True, False, "https://x.example")


def test_leaving_is_a_redirect_that_clears_and_that_the_policy_lets_through(browser_like: FlaskClient) -> None:
    answer = browser_like.post("/", data={"act": "leave"})
    assert answer.status_code == 303 and answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Location"].rstrip("/") in answer.headers["Content-Security-Policy"]


def test_files_are_kept_forever_under_a_name_that_changes_with_them(web: Flask) -> None:
    url = web.jinja_env.globals["asset"]("style.css")
    answer = web.test_client().get(url, headers={"Accept-Encoding": "gzip"})
    assert "?v=" in url and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.mimetype == "text/css"
    assert web.test_client().get("/static/../pyproject.toml").status_code == 404
    assert web.test_client().get("/static/nichts.css").headers["Cache-Control"] == "no-store"
