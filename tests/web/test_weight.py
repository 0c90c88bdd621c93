"""The weight of public forms is cut off before it is told apart, and nothing else ever is."""

import io
from collections.abc import Callable

import pytest
from flask import Flask, get_template_attribute, request

from tests.multipart import multipart
from wbs.web import weight
from wbs.web.weight import as_sent, without_weight

FIELDS = [(weight.NAME, "")] * weight.PARTS
TOLD = [("act", "send"), ("what", "Uang diminta.\r\nDi loket.")]


def _read(body: bytes, most: int = 1 << 20) -> Callable[[int], bytes]:
    stream = io.BytesIO(body)
    return lambda size: stream.read(min(size, most))


def _all(read: Callable[[int], bytes]) -> bytes:
    return b"".join(iter(lambda: read(1_000), b""))


def _boundary(kind: str) -> str:
    return kind.partition("boundary=")[2]


def test_a_form_of_ours_is_read_as_if_it_weighed_nothing(app: Flask) -> None:
    with app.app_context():
        drawn = str(get_template_attribute("_form.html", "weight"))
    assert drawn.count(weight.NAME) == 1
    assert drawn.count("<option selected>") == weight.PARTS
    body, kind = multipart(FIELDS + TOLD, None)
    assert body.startswith(as_sent(_boundary(kind)))
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        assert list(request.form.items(multi=True)) == TOLD


@pytest.mark.parametrize(
    "fields", [TOLD, FIELDS[1:] + TOLD, [*FIELDS, (weight.NAME, "x"), *TOLD], [("what", ""), *FIELDS]]
)
def test_whatever_else_was_sent_arrives(app: Flask, fields: list[tuple[str, str]]) -> None:
    body, kind = multipart(fields, None)
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        kept = [(name.replace("\r\n", "\n"), text) for name, text in request.form.items(multi=True)]
    assert kept == (fields[weight.PARTS :] if fields[: weight.PARTS] == FIELDS else fields)


@pytest.mark.parametrize("fields", [TOLD, FIELDS, FIELDS + TOLD])
@pytest.mark.parametrize("most", [1, 999, 1 << 20])
def test_no_byte_of_a_body_is_lost_or_doubled_however_it_arrives(fields: list[tuple[str, str]], most: int) -> None:
    body, kind = multipart(fields, None)
    boundary = _boundary(kind)
    is_seen = most > len(body)
    left = body.removeprefix(as_sent(boundary)) if is_seen else body
    assert _all(without_weight(_read(body, most), boundary)) == left
