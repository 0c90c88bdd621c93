"""An officer's browser for tests: the Flask client, signed in through the door, sending what Chromium sends."""

import re
from contextvars import Context
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import PASSWORD
from tests.staff.door import unused_code

STEP = "/sign-in/next"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


class Browser:
    """One person's browser. Nothing is followed: what a page answers is what a test sees."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.ask(path, method="GET")

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.ask(path, method="POST", data=fields, headers=SAME_ORIGIN)

    def ask(self, path: str, **how: Any) -> TestResponse:
        """In a context of its own: within the test's, Flask would share `g`, and with it who is signed in."""
        return Context().run(self.client.open, path, **how)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Both steps; the answer of the first one where it is not the right password."""
        first = self.knock(name, password, **fields)
        return self.post(STEP, code=unused_code(name)) if first.headers.get("Location") == STEP else first

    def knock(self, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """The first step alone."""
        return self.post("/sign-in", name=name, password=password, **fields)


def signed_in(app: Flask, name: str) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(name).status_code == 303
    return browser


def words(response: TestResponse) -> str:
    """What a person reads, in one line."""
    body = response.get_data(as_text=True).partition("<body")[2].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
