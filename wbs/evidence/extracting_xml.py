"""XML parts of a zipped document, read as a stream: no DTD, no entity, nothing from outside, a bounded number of bytes.

Office files never carry a document type; one that does is not read further, so that no entity is ever declared.
Knows what a part is, not what it says.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from typing import NoReturn, Protocol
from xml.parsers import expat

from wbs.evidence.extracting import Locked, Unreadable

MOST_XML = 64 * 1024 * 1024  # unpacked, over all parts of a document
MOST_DIGITS = 10
CHUNK = 65536
BROKEN = (LookupError, ValueError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError, EOFError, OSError)

Attributes = Mapping[str, str]


class Reader(Protocol):
    """Receives local names; attribute names come with their namespace, "uri name"."""

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def data(self, text: str) -> None: ...


class Parts:
    """The parts of one document."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise Unreadable from error
        self._left = MOST_XML

    def has(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str, reader: Reader) -> None:
        """Feeds one part to a reader. Raises Unreadable and Locked; what the reader raises passes through."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = lambda name, attributes: reader.start(_local(name), attributes)
        parser.EndElementHandler = lambda name: reader.end(_local(name))
        parser.CharacterDataHandler = reader.data
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Unreadable
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (*BROKEN, NotImplementedError) as error:  # the last: packed in a way that nobody knows
            raise Unreadable from error
        except RuntimeError as error:  # how zipfile asks for a password
            raise Locked from error


class Nothing:
    """A reader that overhears what it does not name."""

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def data(self, text: str) -> None: ...


def number(text: str, missing: int, wrong: int) -> int:
    """A count as an attribute writes it."""
    if not text:
        return missing
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else wrong


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _no_doctype(*_declaration: object) -> NoReturn:
    raise Unreadable
