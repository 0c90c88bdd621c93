"""The weight of public forms: how it stands in a page, and what it looks like where a body begins (decision 0022).

It is there for browsers alone. Cut off before a body is told apart: going through it costs as much as all the rest.
"""

from collections.abc import Callable

BREAKS, PARTS = 430, 26  # a line break is one byte in the page, six in what is sent, each time under this long a name
NAME = "\n" * BREAKS

Read = Callable[[int], bytes]


def as_sent(boundary: str) -> bytes:
    """The weight as Chromium sends it, ahead of every field of the form."""
    return _part(boundary) * PARTS


def without_weight(read: Read, boundary: str) -> Read:
    """`read(size)` of the same body without its weight, where that is what the body begins with to the last byte."""
    part = _part(boundary)
    whole = len(part) * PARTS
    first = [read(whole)]
    if len(first[0]) == whole and all(first[0].startswith(part, at) for at in range(0, whole, len(part))):
        return read
    return lambda size: first.pop() if first else read(size)


def _part(boundary: str) -> bytes:
    head = b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n\r\n'
    return head % (boundary.encode(), b"%0D%0A" * BREAKS)
