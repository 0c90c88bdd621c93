"""Bodies with files: handed on while they arrive, limited by what is in them, and gone when nobody takes them."""

import io
import tracemalloc
from typing import BinaryIO

import pytest
from flask import Flask, request
from werkzeug import formparser
from werkzeug.test import create_environ, run_wsgi_app

from tests.multipart import multipart
from tests.staff.office import SAME_ORIGIN
from wbs.errors import Garbled
from wbs.web.request import MOST_BYTES, StreamingRequest

LIMIT = 4 * 1024 * 1024
ENDLESS = 64 * 1024 * 1024


class Counting:
    """One file: counts what comes and forgets it."""

    def __init__(self) -> None:
        self.size, self.is_whole = 0, False

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self.is_whole = True
        return 0

    def close(self) -> None: ...


class Desk:
    """A reception that remembers who came and who left."""

    most_bytes = LIMIT

    def __init__(self) -> None:
        self.names: list[str] = []
        self.here = self.visits = 0

    def visit(self, blueprint: str = "") -> "Desk":
        self.here += 1
        self.visits += 1
        return self

    def receive(self, name: str) -> Counting:
        self.names.append(name)
        return Counting()

    def leave(self) -> None:
        self.here -= 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def app(desk: Desk, web: Flask) -> Flask:
    def take() -> str:
        assert isinstance(request._get_current_object(), StreamingRequest)  # type: ignore[attr-defined]
        text = request.form.get("text", "")
        sizes = [one.size for one in request.received("files")]  # type: ignore[attr-defined]
        if "fail" in request.form:
            raise RuntimeError
        return f"{text} {sizes}"

    web.add_url_rule("/take", view_func=take, methods=["POST"])
    web.extensions["reception"] = desk
    return web


def sent(app: Flask, body: BinaryIO, content_type: str, length: int | None = None) -> tuple[int, str]:
    """What a server hands to the application: the test client would write the body to a temporary file first."""
    environ = create_environ("/take", headers=SAME_ORIGIN, method="POST") | {
        "wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_TYPE": content_type,
    }
    environ.pop("CONTENT_LENGTH", None)
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    pieces, status, _ = run_wsgi_app(app, environ)
    return int(status.split()[0]), b"".join(pieces).decode()


def post(app: Flask, text: str = "", sizes: tuple[int, ...] = (), **fields: str) -> tuple[int, str]:
    files = [(f"{count}.bin", bytes(size)) for count, size in enumerate(sizes)]
    body, content_type = multipart([("text", text), *fields.items()], files)
    return sent(app, io.BytesIO(body), content_type, len(body))


def test_files_go_to_the_reception_and_text_to_the_form(app: Flask, desk: Desk) -> None:
    assert post(app, "Halo", (10, 3_000_000)) == (200, "Halo [10, 3000000]")
    assert desk.names == ["0.bin", "1.bin"] and (desk.visits, desk.here) == (1, 0)


def test_a_form_left_alone_brings_nothing(app: Flask, desk: Desk) -> None:
    empty = io.BytesIO(
        b'--x\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--x--\r\n'
    )
    assert sent(app, empty, "multipart/form-data; boundary=x") == (200, " []")
    assert desk.visits == 0


HEAD = b'--x\r\nContent-Disposition: form-data; name="text"\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n'
FORM, END, TYPE = HEAD + b"\r\nHalo", b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
BROKEN = [
    b"", b"--x", b"--x\r\n", HEAD, FORM, FORM + b"\r\n--x", FORM + b"\r\n--x\r\n", FORM + b"\r\n--x-",  # broken off
    FORM + b"\r\n--xy" + END,  # begins like a boundary, which no line of a part may (RFC 2046, 5.1.1)
    FORM + b"\r\n--x\r\nContent-Type: text/plain\r\n\r\nHalo" + END,
    FORM + b"\r\n--x\r\n\r\nHalo" + END,
    FORM + b'\r\n--x\r\nContent-Disposition: attachment; name="text"\r\n\r\nHalo' + END,
    FORM + b"\r\n--x\r\nno head\r\n\r\nHalo" + END,
    FORM + b"\n--x--\n", (FORM + END).replace(b"\r\n", b"\n"),  # other line ends
    (FORM + END).replace(b"--x", b"--y"),
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_form_is_no_empty_one(app: Flask, desk: Desk, body: bytes) -> None:
    _is_garbled(app, body)
    _is_garbled(app, FILE + b"\r\nHalo\r\n" + body)
    assert desk.here == 0


@pytest.mark.parametrize("boundary", ["", "; boundary=", '; boundary=""'])
def test_no_boundary_is_no_form(app: Flask, boundary: str) -> None:
    for body in (FORM + END, (FORM + END).replace(b"--x", b"--")):
        _is_garbled(app, body, f"multipart/form-data{boundary}")


def test_a_form_of_nothing_is_an_empty_one(app: Flask) -> None:
    assert sent(app, io.BytesIO(b"--x--\r\n"), TYPE) == (200, " []")
    assert sent(app, io.BytesIO(b""), "application/x-www-form-urlencoded") == (200, " []")


def test_bytes_that_are_no_letters_are_no_form(app: Flask) -> None:
    _is_garbled(app, b"text=\xff", "application/x-www-form-urlencoded")


@pytest.mark.parametrize("kind", [TYPE, "application/x-www-form-urlencoded"])
def test_a_body_that_never_came_whole_is_garbled_and_not_our_fault(
    app: Flask, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    status, page = sent(app, BrokenOff(), kind)
    assert status == 400 and "Kiriman tidak terbaca" in page and not caplog.records


class BrokenOff(io.RawIOBase):
    """What the server gives of a connection that ended too early."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        raise Garbled


def _is_garbled(app: Flask, body: bytes, kind: str = TYPE) -> None:
    status, page = sent(app, io.BytesIO(body), kind)
    assert status == 400 and "Kiriman tidak terbaca" in page, body


class Clumsy(Desk):
    def receive(self, name: str) -> Counting:
        raise ValueError


def test_a_mistake_of_ours_is_no_empty_form(app: Flask) -> None:
    app.extensions["reception"] = Clumsy()
    assert post(app, "", (10,))[0] == 500


def test_letters_of_other_scripts_arrive(app: Flask, desk: Desk) -> None:
    body, content_type = multipart([("text", "Ålesund 🏛 “x”")], [("ringkasan “a”.pdf", b"1")])
    assert sent(app, io.BytesIO(body), content_type) == (200, "Ålesund 🏛 “x” [1]")
    assert desk.names == ["ringkasan “a”.pdf"]


def test_whoever_fails_leaves_too(app: Flask, desk: Desk) -> None:
    assert post(app, "", (10,), fail="1")[0] == 500
    assert (desk.visits, desk.here) == (1, 0)


def test_text_has_the_small_limit_and_files_the_large_one(app: Flask, desk: Desk) -> None:
    form = "application/x-www-form-urlencoded"
    body = b"text=" + b"x" * MOST_BYTES
    for length in (len(body), None):
        assert sent(app, io.BytesIO(body), form, length)[0] == 413
    assert post(app, "x" * (MOST_BYTES + 1))[0] == 413
    assert post(app, "", (LIMIT,))[0] == 200
    assert post(app, "", (LIMIT, MOST_BYTES))[0] == 413
    assert desk.here == 0


def test_ten_thousand_parts_are_refused(app: Flask, desk: Desk) -> None:
    assert post(app, "", (1,) * 10_000)[0] == 413
    assert desk.here == 0 and len(desk.names) <= 1_000


@pytest.mark.parametrize("length", [None, 100, 10_000_000_000])
def test_an_endless_body_ends_at_the_limit_whatever_length_it_tells(
    app: Flask, desk: Desk, length: int | None
) -> None:
    source = Endless()
    status, page = sent(app, source, "multipart/form-data; boundary=x", length)
    assert status in (400, 413) and "belum tersimpan" in page and desk.here == 0
    assert source.given <= LIMIT + 2 * MOST_BYTES


def test_memory_and_disk_stay_as_they_are(app: Flask, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """Only here something is taken away from a library: the door through which plain bytes would get to the disk."""
    monkeypatch.delattr(formparser, "SpooledTemporaryFile")
    desk.most_bytes, source = ENDLESS, Endless()
    tracemalloc.start()
    assert sent(app, source, "multipart/form-data; boundary=x")[0] == 413
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert source.given >= ENDLESS and peak < 4 * 1024 * 1024


class Endless(io.RawIOBase):
    """One file that never ends."""

    def __init__(self) -> None:
        self.given = 0
        self._head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n'

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data, self._head = (self._head, b"") if self._head else (bytes(len(buffer)), b"")
        data = data[: len(buffer)]
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)


def test_our_name_is_the_public_one_whatever_a_request_calls_us(web: Flask) -> None:
    with web.test_request_context("/static/x?v=1", base_url="http://jahat.example") as context:
        assert context.url_adapter is not None
        assert context.url_adapter.build("static", {"name": "x"}, force_external=True) == "https://lapor.example/static/x"
        assert context.request.url_rule is not None
