"""Answers that are somebody's file and no page: whole, in ranges for a player, or to be kept as a download.

Decides headers and ranges, never what a file is: its media type comes from our own table, its name from us.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator

from flask import Response, request

OCTETS = "application/octet-stream"
MOST_AT_ONCE = 8 * 1024 * 1024  # of a range: a player asks on, and a thread is free in between
PARTIAL, UNSATISFIABLE = 206, 416


class FileAnswer(Response):
    """Sent with the headers of a file (headers.file_headers), so that no browser takes it for a page."""


def harmless_name(ending: str = "") -> str:
    """A name that says nothing about the file, as what it is saved; `ending` has its dot."""
    return f"berkas-{secrets.token_hex(4)}{ending or '.bin'}"


def download(pieces: Iterable[bytes], size: int, ending: str) -> FileAnswer:
    """To be kept, not to be shown. Raises what the first piece raises."""
    answer = FileAnswer(begun(pieces), mimetype=OCTETS)
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{harmless_name(ending)}"'
    return answer


def picture(png: bytes) -> FileAnswer:
    return FileAnswer(png, mimetype="image/png")


def played(read: Callable[[int, int], Iterable[bytes]], size: int, media: str) -> FileAnswer:
    """Sound or video, as much of it as the player asks for; `read(start, length)` gives the bytes."""
    span = request.range.range_for_length(size) if request.range else None
    if request.range and span is None:
        answer = FileAnswer(b"", UNSATISFIABLE, mimetype=media)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    start, length = (span[0], min(span[1] - span[0], MOST_AT_ONCE)) if span else (0, size)
    answer = FileAnswer(begun(read(start, length)), PARTIAL if span else 200, mimetype=media)
    answer.content_length = length
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = f'inline; filename="{harmless_name()}"'
    if span:
        answer.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return answer


def begun(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces, the first of them fetched now: what does not open is an error page and no broken download."""
    rest = iter(pieces)
    first = next(rest, b"")
    return _after(first, rest)


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
