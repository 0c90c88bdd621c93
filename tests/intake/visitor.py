"""A reporter with a plain browser: reads pages, fills in their forms, presses their buttons. No script, no cookie.

Forms are posted the way browsers do: the fields of the form with their newest content, the pressed button's name last.
"""

import gzip
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.builders import WHAT
from tests.multipart import Files, multipart
from wbs.clock import now
from wbs.intake.form_token import new_token
from wbs.staff.instance import Instance

VOID = frozenset({"meta", "link", "input", "br", "hr", "option", "optgroup", "path", "circle"})
FORM = "report"  # id of the form for a report
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": "null", "Accept-Encoding": "gzip"}


@dataclass
class Form:
    id: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # words on it, name, value
    is_multipart: bool = False
    takes_files: bool = False

    def has(self, name: str) -> bool:
        return any(each == name for each, _ in self.fields)

    @property
    def act(self) -> str:
        return dict(self.fields).get("act", "")


class Reader(HTMLParser):
    """The forms of a page, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self.open: Form | None = None
        self.area: str | None = None
        self.select = ""
        self.button: list[str] | None = None
        self.in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.in_script = tag == "script"
        if tag == "form":
            self.open = Form(found.get("id", ""), is_multipart=found.get("enctype", "").startswith("multipart/"))
            self.forms.append(self.open)
        elif tag == "button":
            self.button = [found.get("form", ""), found.get("name", ""), found.get("value", ""), ""]
        elif tag == "select":
            self.select = found["name"]
        elif tag == "textarea":
            self.area, self.area_text = found["name"], ""
        elif self.open is not None:
            self._field(tag, found)

    def _field(self, tag: str, found: dict[str, str]) -> None:
        assert self.open is not None
        if tag == "option" and self.select and "selected" in found:
            self.open.fields.append((self.select, found.get("value", "")))
        self.open.takes_files |= found.get("type") == "file"
        if tag != "input" or "name" not in found or found.get("type") == "file":
            return
        if found.get("type") not in ("checkbox", "radio") or "checked" in found:
            self.open.fields.append((found["name"], found.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area is not None:
            if self.open is not None:
                self.open.fields.append((self.area, self.area_text.removeprefix("\r\n").removeprefix("\n")))
            self.area = None
        elif tag == "button" and self.button is not None:
            of, name, value, words = self.button
            form = self.open or next((form for form in self.forms if form.id == of), None)
            if form is not None:
                form.buttons.append((words.strip(), name, value))
            self.button = None

    def handle_data(self, data: str) -> None:
        if self.in_script:
            return
        if self.area is not None:
            self.area_text += data
        elif self.button is not None:
            self.button[3] += data
        self.text.append(data)


@dataclass
class Visitor:
    client: FlaskClient
    response: TestResponse = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.response = self.client.get("/", headers={"Accept-Encoding": "gzip"})

    @property
    def html(self) -> str:
        return gzip.decompress(self.response.get_data()).decode() if self.response.mimetype == "text/html" else ""

    @property
    def page(self) -> Reader:
        return Reader(self.html)

    @property
    def text(self) -> str:
        """What can be read, in one line."""
        return " ".join(" ".join(self.page.text).split())

    def form(self, having: str = "", act: str = "") -> Form:
        """The form that has a field, or leads to an act."""
        return next(form for form in self.page.forms if (form.has(having) if having else form.act == act))

    def value(self, name: str) -> str:
        return dict(self.form(having=name).fields)[name]

    def values(self, name: str, act: str = "") -> list[str]:
        """Every value of that name in the form that leads to `act`, else in the first form that has it."""
        forms = [form for form in self.page.forms if (form.act == act if act else form.has(name))]
        return [value for form in forms[:1] for each, value in form.fields if each == name]

    def press(self, words: str, **typed: object) -> "Visitor":
        """Fills in and presses the button with these words on it, wherever it stands; `files` are (name, bytes)."""
        for form in self.page.forms:
            for label, name, value in form.buttons:
                if " ".join(label.split()) == words:
                    return self.submit(form, (name, value), **typed)
        raise AssertionError(f"no button {words!r} in: {self.text[:600]}")

    def submit(
        self, form: Form, pressed: tuple[str, str] = ("", ""), files: Files = (), **typed: object
    ) -> "Visitor":
        wanted = {name.replace("__", "-"): value for name, value in typed.items()}
        pairs = [(name, value) for name, value in form.fields if name not in wanted]
        pairs += [(name, str(value)) for name, value in wanted.items() if value is not None]
        if pressed[0]:
            pairs.append(pressed)
        return self.post(pairs, files if form.takes_files else None, form.is_multipart)

    def post(
        self, pairs: list[tuple[str, str]], files: Files | None = None, is_multipart: bool = False
    ) -> "Visitor":
        """With `files`, be it none, as a form with a field for them: an empty choice is a part without a name."""
        data, kind = multipart(pairs, files) if is_multipart or files is not None else (MultiDict(pairs), None)
        self.response = self.client.post("/", data=data, headers=FROM_OUR_PAGE, content_type=kind)
        return self


def a_visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client(use_cookies=False))


def a_minute_old(instance: Instance) -> dict[str, object]:
    """The hidden fields of a form that was opened a minute ago."""
    assert instance.keys.ticket is not None
    return dict(new_token(instance.keys.ticket, now() - timedelta(minutes=1)).hidden)


def at_review(app: Flask, **typed: object) -> Visitor:
    """A visitor who has written a report and looks at it once more."""
    one = a_visitor(app).press("Buat laporan")
    told = {"what": WHAT, "where": "Loket pelayanan", "unit": "SUDIN-DUKCAPIL-BARAT"}
    return one.press("Periksa dulu sebelum dikirim", **a_minute_old(app.extensions["wbs"]), **{**told, **typed})


def at_receipt(app: Flask, **typed: object) -> Visitor:
    return at_review(app, **typed).press("Kirim laporan")


def words_of(one: Visitor) -> list[str]:
    """The eight words of a receipt page."""
    return [word for word in ListReader(one.html).items if word]


class ListReader(HTMLParser):
    """The entries of the list of words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.items: list[str] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = (tag == "ol" and ("class", "words") in attrs) or (self.inside and tag != "ol")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "ol"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.items.append(data.strip())


def with_open_mailbox(app: Flask, code: str) -> Visitor:
    return a_visitor(app).press("Cek laporan").press("Buka kotak pesan", code=code)
