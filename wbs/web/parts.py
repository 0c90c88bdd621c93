"""The parts of a multipart form, told apart while they arrive (RFC 7578) by a parser that does little else.

Werkzeug's own compiles two expressions for the boundary of every form, and costs eight times as much for one of forty
short fields. Fields as browsers send them are cut out before either sees them (plain.py). Decides nothing about files:
whoever makes their streams does.
"""

from typing import IO, Any

from multipart import MultipartSegment, ParserLimitReached, PushMultipartParser
from werkzeug.datastructures import FileStorage, Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from .plain import cut_plain_fields
from .weight import Read, without_weight

AT_FIRST, AT_ONCE = 32 * 1024, 64 * 1024  # a form without files is shorter than the first


class PartsParser(FormDataParser):
    """Werkzeug's parser of forms, with another one for those that may carry files."""

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        """(stream, fields, files). A broken form has neither. Raises RequestEntityTooLarge."""
        boundary = options.get("boundary", "")
        read = without_weight(stream.read, boundary)
        data, more = read(AT_FIRST), read(AT_FIRST)
        fields, rest = cut_plain_fields(data, boundary, is_whole=not more)
        left = (self.max_form_parts or 1000) - len(fields)
        if left < 0:
            raise RequestEntityTooLarge
        parts = _Parts(self, content_length, fields)
        if rest:
            self._parse_rest(parts, PushMultipartParser(boundary, max_segment_count=left), _first(rest + more, read))
        return stream, self.cls(parts.fields), self.cls(parts.files)

    @staticmethod
    def _parse_rest(parts: "_Parts", parser: PushMultipartParser, read: Read) -> None:
        try:
            for event in parser.parse_blocking(read, AT_ONCE):
                parts.take(event)
        except ParserLimitReached:
            raise RequestEntityTooLarge from None


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
        sent = FileStorage(self._stream, self._head.filename, name, headers=Headers(self._head.headerlist))
        self.files.append((name, sent))


def _first(data: bytes, read: Read) -> Read:
    """`read`, but `data` comes before all else."""
    ahead = [data]
    return lambda size: ahead.pop() if ahead else read(size)
