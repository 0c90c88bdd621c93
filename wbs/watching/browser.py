"""A browser without pictures for the probe: opens the counter, fills in its forms as they stand, and keeps nothing.

Knows only what a page offers, so that a probe fails when a form or a field is gone. Sends what browsers send.
"""

import http.client
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 60
OK = 200


class Lost(Exception):
    """The page is not what it should be; the message is a name of ours."""


class Browser:
    """One visit. `text` is the newest page."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        self.text = ""

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def open(self) -> None:
        self._ask("GET", None, "none")

    def fields(self, act: str, **more: str) -> dict[str, str]:
        """The fields of the form with this `act` and these values. Raises Lost."""
        wanted = {"act": act, **more}.items()
        found = next((form for form in _Forms.of(self.text) if wanted <= form.items()), None)
        if found is None:
            raise Lost(act)
        return found

    def send(self, fields: dict[str, str], **typed: str) -> None:
        self._ask("POST", urlencode({**fields, **typed}), "same-origin")

    def _ask(self, method: str, body: str | None, site: str) -> None:
        headers = {"User-Agent": "Mozilla/5.0", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": site}
        if body is not None:
            headers |= {"Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, "/", body=body, headers=headers)
        answer = self._connection.getresponse()
        self.text = answer.read().decode("utf-8", "replace")
        if answer.status != OK:
            raise Lost(f"status {answer.status}")


class _Forms(HTMLParser):
    """Names and values of what the forms of a page would send: nothing chosen, every text box empty."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []

    @classmethod
    def of(cls, text: str) -> list[dict[str, str]]:
        parser = cls()
        parser.feed(text)
        return parser.forms

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif self.forms and given.get("name") and given.get("type", "text") in ("hidden", "text"):
            if tag == "input":
                self.forms[-1][given["name"]] = given.get("value", "")
            elif tag == "textarea":
                self.forms[-1][given["name"]] = ""
