"""A browser without pictures: reads pages over HTTP, fills in their forms as they stand, presses their buttons.

Knows only what a page offers, so a journey fails when a field or a button is missing. Sends what Chromium sends.
"""

import gzip
import http.client
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from tests.multipart import Files, multipart

URLENCODED = "application/x-www-form-urlencoded"


@dataclass
class Form:
    action: str
    method: str
    is_multipart: bool = False
    takes_files: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # text, name, value


@dataclass
class Page:
    status: int
    text: str
    headers: dict[str, str]
    path: str
    size: int  # bytes of the body on the wire

    @cached_property
    def forms(self) -> list[Form]:
        """Read when somebody looks: a benchmark must not measure its own reading."""
        return _Forms.of(self.text, self.path)

    @property
    def words(self) -> str:
        """What a person reads, in one line."""
        return " ".join(_Words.of(self.text).split())


class Visitor:
    """One person with one browser; keeps cookies, and one connection."""

    def __init__(self, url: str, timeout_s: float = 60) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=timeout_s)
        self._cookies: dict[str, str] = {}
        self.page = Page(0, "", {}, "/", 0)

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> Page:
        return self.ask("GET", path, None)

    def post(
        self, path: str, values: list[tuple[str, str]], files: Files | None = None, is_multipart: bool = False
    ) -> Page:
        """With `files`, be it none, as a form with a field for them."""
        as_parts = is_multipart or files is not None
        body, kind = multipart(values, files) if as_parts else (urlencode(values), URLENCODED)
        return self.ask("POST", path, body, kind)

    def press(self, button: str, files: Files = (), **typed: str | list[str]) -> Page:
        """Presses the button with that text (or name=value) in the form that has it and every typed field; `files`
        (name and content) are chosen in its field for files."""
        form, pressed = self.find(button, set(typed))
        values = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            values += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        values += [(pressed[1], pressed[2])] if pressed[1] else []
        if form.method == "get":
            return self.get(f"{form.action}?{urlencode(values)}")
        if files and not form.takes_files:
            raise LookupError(f"no field for files in the form of {button!r}")
        return self.post(form.action, values, files if form.takes_files else None, form.is_multipart)

    def find(self, button: str, typed: set[str]) -> tuple[Form, tuple[str, str, str]]:
        for form in self.page.forms:
            for pressed in form.buttons:
                if button in (pressed[0], f"{pressed[1]}={pressed[2]}") and typed <= form.names:
                    return form, pressed
        offered = [(pressed[0], sorted(form.names)) for form in self.page.forms for pressed in form.buttons]
        raise LookupError(f"no button {button!r} with {sorted(typed)}; the page offers {offered}")

    def ask(self, method: str, path: str, body: str | bytes | None, kind: str = URLENCODED) -> Page:
        headers = {"Accept-Encoding": "gzip", "User-Agent": "Mozilla/5.0", "Sec-Fetch-Mode": "navigate"}
        headers["Sec-Fetch-Site"] = "none" if method == "GET" else "same-origin"
        if method == "POST":
            headers |= {"Origin": "null", "Content-Type": kind}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self.page = self._exchange(method, path, body, headers)
        if self.page.status == 303:
            return self.get(self.page.headers["location"].removeprefix(self.origin))
        return self.page

    def _exchange(self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]) -> Page:
        """Asks again on a new connection when the server had closed the idle one, as browsers do."""
        try:
            self._connection.request(method, path, body=body, headers=headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            self._connection.request(method, path, body=body, headers=headers)
            answer = self._connection.getresponse()
        return self._read(answer, path)

    def _read(self, answer: http.client.HTTPResponse, path: str) -> Page:
        raw = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        size = len(raw)
        if answer.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        text = raw.decode("utf-8", "replace")
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.status, text, found, urlsplit(path).path, size)


class _Forms(HTMLParser):
    """The forms of a page with the values a browser would send; controls outside join by their `form` attribute."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms, self.by_id = path, [], {}
        self.current: Form | None = None
        self.area: tuple[Form, str] | None = None
        self.select: tuple[Form, str, list[str]] | None = None
        self.takes_many = False
        self.button: tuple[Form, str, str] | None = None
        self.text = ""

    @classmethod
    def of(cls, text: str, path: str) -> list[Form]:
        parser = cls(path)
        parser.feed(text)
        return parser.forms

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_multipart = given.get("enctype") == "multipart/form-data"
            self.current = Form(given.get("action") or self.path, given.get("method", "get").lower(), is_multipart)
            self.forms.append(self.current)
            self.by_id[given.get("id", "")] = self.current
            return
        form = self.by_id.get(given["form"]) if "form" in given else self.current
        if form is None or "disabled" in given:
            return
        self._control(tag, given, form)

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag in ("input", "textarea", "select") and name:
            form.names.add(name)
        if tag == "input" and given.get("type") in ("checkbox", "radio"):
            form.fields += [(name, value or "on")] if "checked" in given else []
        elif tag == "input" and given.get("type") == "submit":
            form.buttons.append((value, name, value))
        elif tag == "input" and given.get("type") == "file":
            form.takes_files = True
        elif tag == "input" and name:
            form.fields.append((name, value))
        elif tag == "textarea":
            self.area, self.text = (form, name), ""
        elif tag == "select":
            self.select, self.takes_many = (form, name, []), "multiple" in given
        elif tag == "option":
            self._option(value, is_chosen="selected" in given)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self.button, self.text = (form, name, value), ""

    def _option(self, value: str, *, is_chosen: bool) -> None:
        """Of one choice the first stands until another is chosen; of many, those that are chosen."""
        chosen = self.select[2] if self.select else []
        if self.takes_many:
            chosen += [value] if is_chosen else []
        elif is_chosen or not chosen:
            chosen[:] = [value]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        elif tag == "textarea" and self.area:
            self.area[0].fields.append((self.area[1], self.text.removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select:
            self.select[0].fields += [(self.select[1], value) for value in self.select[2]]
            self.select = None
        elif tag == "button" and self.button:
            form, name, value = self.button
            form.buttons.append((" ".join(self.text.split()), name, value))
            self.button = None


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    @classmethod
    def of(cls, text: str) -> str:
        parser = cls()
        parser.feed(text)
        return " ".join(parser.parts)

    def handle_data(self, data: str) -> None:
        if not self.in_script:
            self.parts.append(data)
