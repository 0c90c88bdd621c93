"""The request whose files are handed on while they arrive: the form parser's own way would write them to disk in clear.

Decides how large a body may be. What becomes of a file's bytes is the reception's matter (`extensions["reception"]`,
put there by `create_app`): this module knows no store and no key.
"""

import io
from typing import IO, Any, Protocol, cast

from flask import Flask, Request, current_app, request
from flask.sessions import SessionInterface
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

from .parts import PartsParser

MOST_PARTS = 1_000
MOST_BYTES = 1024 * 1024  # of text; half a million empty fields take 0.4 s to parse


class Visit(Protocol):
    """The files of one request."""

    def receive(self, name: str) -> Any: ...
    def leave(self) -> None: ...


class Reception(Protocol):
    """Who receives files in this process."""

    @property
    def most_bytes(self) -> int: ...
    def visit(self, blueprint: str = "") -> Visit: ...


class Unnamed(io.BytesIO):
    """What a form sends when no file was chosen: a part without a name. Nothing of it is kept."""

    def write(self, data: Any) -> int:
        return len(data)


class Posted(ImmutableMultiDict[str, str]):
    """Fields by name. Most that a page asks for were not sent, which Werkzeug finds out by an error each time."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:
        if key not in self:
            return default
        return super().get(key, default, type)


class NoSession(SessionInterface):
    """Flask's session is not used; whoever writes to it fails loudly."""

    def __init__(self) -> None:
        self._none = self.null_session_class()

    def open_session(self, app: Flask, request: Request) -> Any:
        return self._none


class StreamingRequest(Request):
    """Files go to the reception part by part, and what nobody took is gone when the request ends."""

    form_data_parser_class = PartsParser
    parameter_storage_class = Posted
    max_form_memory_size = MOST_BYTES
    max_form_parts = MOST_PARTS
    _visit: Visit | None = None

    @cached_property
    def max_content_length(self) -> int:  # type: ignore[override] # nobody sets it
        """Of a body with files: all of them at their largest, so that one too large is told from its neighbours."""
        reception = _reception()
        if self.mimetype == "multipart/form-data" and reception is not None:
            return reception.most_bytes + MOST_BYTES
        return MOST_BYTES

    def received(self, field: str) -> list[Any]:
        """What arrived under `field`, in order, without the empty choice of a form that was left alone."""
        return [sent.stream for sent in self.files.getlist(field) if sent.filename]

    def close(self) -> None:
        super().close()
        if self._visit is not None:
            self._visit.leave()
            self._visit = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        reception = _reception()
        if not filename or reception is None:
            return Unnamed()
        if self._visit is None:
            self._visit = reception.visit(self.blueprint or "")
        return cast(IO[bytes], self._visit.receive(filename))


def this_request() -> StreamingRequest:
    """The request itself, for who asks it several things: the stand-in looks for it again each time."""
    return cast(StreamingRequest, cast(Any, request)._get_current_object())


def _reception() -> Reception | None:
    return cast(Reception | None, current_app.extensions.get("reception"))
