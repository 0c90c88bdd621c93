"""Plain fields are cut out of a body without the parser, and come to the same as if it had seen them."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from tests.multipart import multipart
from wbs.web.parts import PartsParser
from wbs.web.plain import cut_plain_fields

HEAD = b'\r\n--x\r\nContent-Disposition: form-data; name="'
PIECES = [
    HEAD, HEAD[2:], b"--x", b"\r\n--x", b"--x--\r\n", b"\r\n",
    b"\r\n--x\r\ncontent-disposition:form-data;name=b\r\n\r\n", b'a"\r\n\r\n', b'a%22b"\r\n\r\n',
    b'a"; filename=""\r\n\r\n', b'a"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n',
    b'a"\r\nX: y\r\n\r\n', b"\xff", b'"', b"Halo",
]  # fmt: skip


class Drip(io.BytesIO):
    """Comes byte by byte: whoever looks at the first piece sees nothing to cut."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 1))


def told(stream: io.BytesIO, most_parts: int = 100) -> Any:
    """Fields and chosen files, or the refusal."""
    parser = PartsParser(lambda **_: io.BytesIO(), max_form_memory_size=1 << 20, max_form_parts=most_parts)
    try:
        _, fields, files = parser.parse(stream, "multipart/form-data", None, {"boundary": "x"})
    except (BadRequest, RequestEntityTooLarge) as refusal:
        return refusal.code
    sent = [(name, file.filename, file.read()) for name, file in files.items(multi=True) if file.filename]
    return list(fields.items(multi=True)), sent


@given(st.lists(st.sampled_from(PIECES), max_size=16))
def test_it_comes_to_the_same(pieces: list[bytes]) -> None:
    body = HEAD[2:] + b'first"\r\n\r\n' + b"".join(pieces) + HEAD + b'last"\r\n\r\n\r\n--x--\r\n'
    assert told(io.BytesIO(body)) == told(Drip(body))


def test_the_parser_gets_the_last_part_and_what_is_not_plain() -> None:
    fields = [("act", "send"), ("persons-0-name", ""), ("what", "Uang diminta.\r\nDi loket 🏛.")]
    body, kind = multipart(fields, [("a.pdf", b"x")])
    plain, rest = cut_plain_fields(body, kind.partition("boundary=")[2])
    assert plain == fields
    assert rest.count(b"name=") == 2 and body.endswith(rest)
    body, kind = multipart([("a", "1"), ('b"', "2"), ("c", "3")], None)
    assert cut_plain_fields(body, kind.partition("boundary=")[2])[0] == [("a", "1")]


def test_a_choice_left_empty_stands_in_nobodys_way() -> None:
    no_file = b'files"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
    body = HEAD.join([b"", b'a"\r\n\r\n1', no_file, b'b"\r\n\r\n2', b'c"\r\n\r\n3\r\n--x--\r\n'])[2:]
    assert cut_plain_fields(body, "x") == ([("a", "1"), ("b", "2")], HEAD[2:] + b'c"\r\n\r\n3\r\n--x--\r\n')
    body = body.replace(no_file, no_file + b"x")
    assert cut_plain_fields(body, "x")[0] == [("a", "1")]


@pytest.mark.parametrize(("count", "is_taken"), [(99, True), (100, True), (101, False), (150, False)])
def test_plain_fields_count_among_the_parts(count: int, is_taken: bool) -> None:
    body = HEAD.join([b"", *[b'a"\r\n\r\n1'] * count])[2:] + b"\r\n--x--\r\n"
    assert (told(io.BytesIO(body)) != RequestEntityTooLarge.code) == is_taken
