"""Plain text, and the table of contents of an archive. Shown as what they say, never as what they would do.

Text keeps every character that it has: the page writes control characters out. HTML and SVG are text like any other.
"""

import codecs
import csv
import io
import zipfile

from wbs.evidence.extracting import Gathered, Unreadable
from wbs.evidence.viewing_limits import MOST_LETTERS

MOST_MEMBERS = 2_000
MOST_NAME = 1_000
SEPARATORS = ";,\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def plain(content: bytes, gathered: Gathered) -> None:
    """A text file as one block."""
    gathered.add("plain", decoded(content))


def separated(content: bytes, gathered: Gathered) -> None:
    """A table of separated values; as text when its first line separates nothing, or no table can be made of it."""
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator)) if separator in first else []
    except csv.Error:
        lines = []
    if not lines:
        gathered.add("plain", text)
        return
    rows = gathered.add("table", "")
    for line in lines:
        gathered.add_row(rows, line)
    if len(text) >= MOST_LETTERS:
        gathered.cut()


def decoded(content: bytes, encoding: str = "") -> str:
    """Text of bytes: by their mark, as UTF-8, or else in the letters of old Windows, so that no byte is lost."""
    content = content[: 4 * (MOST_LETTERS + 1)]
    for mark, name in MARKS:
        if content.startswith(mark):
            return _unix(content[len(mark) :].decode(name, "replace"))
    for name in (encoding, "utf-8"):
        try:
            return _unix(codecs.getincrementaldecoder(name)("strict").decode(content))
        except (LookupError, ValueError, TypeError, AttributeError):
            continue
    return _unix(content.decode("cp1252", "replace"))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def listing(content: bytes, gathered: Gathered) -> None:
    """Names and sizes of what an archive holds, as rows [name, bytes]; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise Unreadable from error
    rows = gathered.add("members", "")
    for member in members[:MOST_MEMBERS]:
        gathered.add_row(rows, [member.filename[:MOST_NAME], str(member.file_size)])
    if len(members) > MOST_MEMBERS:
        gathered.cut()
