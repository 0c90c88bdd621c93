"""The parts of a multipart form, told apart while they arrive (RFC 7578) by a parser that does little else.

Werkzeug's own compiles two expressions for the boundary of every form, and costs eight times as much for one of forty
short fields. Fields as browsers send them are cut out before either sees them (plain.py). Decides that a broken form is
no empty one: a page for which nothing was sent would let a reporter believe something. Decides nothing about files:
whoever makes their streams does.

Broken is what RFC 2046, 5.1.1 does not allow, above all a form without its last boundary, and a line that begins with
the boundary and goes on. White space behind a boundary is refused too: nobody puts it there on the way of HTTP.
"""

from typing import IO, Any

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from .plain import cut_plain_fields
from .weight import Read, without_weight

AT_FIRST, AT_ONCE = 32 * 1024, 64 * 1024  # a form without files is shorter than the first


class PartsParser(FormDataParser):
    """Werkzeug's parser of forms, with another one for those that may carry files."""

    def __init__(self, *args: Any, **limits: Any) -> None:
        super().__init__(*args, **limits)
        self.silent = False  # or a mistake of ours would be an empty form

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        """(stream, fields, files). Raises BadRequest, RequestEntityTooLarge."""
        boundary = options.get("boundary", "")
        if not boundary:
            raise BadRequest
        read = without_weight(stream.read, boundary)
        data, more = read(AT_FIRST), read(AT_FIRST)
        fields, rest = cut_plain_fields(data, boundary, is_whole=not more)
        left = (self.max_form_parts or 1000) - len(fields)
        if left < 0:
            raise RequestEntityTooLarge
        parts = _Parts(self, content_length, fields)
        if rest or not data:
            _parse_rest(parts, boundary, left, _first(rest + more, read))
        return stream, self.cls(parts.fields), self.cls(parts.files)

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        """(stream, fields, no files). Raises BadRequest, RequestEntityTooLarge."""
        try:
            parsed = super()._parse_urlencoded(stream, mimetype, content_length, options)
        except UnicodeDecodeError:
            raise BadRequest from None
        stream.read(1)  # where the limit cut it off, this raises: reading all at once does not
        return parsed


def _parse_rest(parts: "_Parts", boundary: str, most: int, read: Read) -> None:
    try:
        for event in PushMultipartParser(boundary, max_segment_count=most).parse_blocking(read, AT_ONCE):
            parts.take(event)
    except ParserLimitReached:
        raise RequestEntityTooLarge from None
    except MultipartError:
        raise BadRequest from None


class _Parts:
    """What has arrived of one form: a head, then pieces, then None for each part."""

    def __init__(self, form: FormDataParser, content_length: int | None, fields: list[tuple[str, str]]) -> None:
        self._form, self._content_length = form, content_length
        self._head: MultipartSegment | None = None
        self._text = bytearray()
        self._stream: IO[bytes] | None = None
        self.fields = fields
        self.files: list[tuple[str, FileStorage]] = []

    def take(self, event: MultipartSegment | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif self._stream is not None:
            self._stream.write(event)
        else:
            self._text += event
            if len(self._text) > (self._form.max_form_memory_size or len(self._text)):
                raise RequestEntityTooLarge

    def _begin(self, head: MultipartSegment) -> None:
        self._head, self._text, self._stream = head, bytearray(), None
        if head.filename is not None:
            self._stream = self._form.stream_factory(
                total_content_length=self._content_length, filename=head.filename, content_type=head.content_type,
                content_length=None,
            )

    def _end(self) -> None:
        if self._head is None:
            return
        name = self._head.name or ""
        if self._stream is None:
            self.fields.append((name, self._text.decode("utf-8", "replace")))
            return
        self._stream.seek(0)
        self.files.append((name, FileStorage(self._stream, self._head.filename, name)))


def _first(data: bytes, read: Read) -> Read:
    """`read`, but `data` comes before all else."""
    ahead = [data]
    return lambda size: ahead.pop() if ahead else read(size)
