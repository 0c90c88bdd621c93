"""The task `text`: which reader takes which kind of file. What was read before a file breaks off is still shown."""

from collections.abc import Callable
from typing import Any, BinaryIO

from wbs.evidence.child import Reply
from wbs.evidence.extracting import Full, Gathered, Unreadable
from wbs.evidence.extracting_mail import mail
from wbs.evidence.extracting_odf import open_document
from wbs.evidence.extracting_sheets import sheets
from wbs.evidence.extracting_text import listing, plain, separated
from wbs.evidence.extracting_word import document, slides
from wbs.evidence.extracting_xml import Parts

FROM_PARTS: dict[str, Callable[[Parts, Gathered], None]] = {
    "docx": document,
    "xlsx": sheets,
    "pptx": slides,
    "odt": open_document,
    "ods": lambda parts, gathered: open_document(parts, gathered, is_sheet=True),
    "odp": open_document,
}
FROM_BYTES: dict[str, Callable[[bytes, Gathered], None]] = {"email": mail, "zip": listing, "csv": separated}


def extract(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """Blocks of a file of the kind `arguments["kind"]`, as JSON behind the header."""
    gathered = gather(source.read(), str(arguments["kind"]))
    reply.header({})
    reply.write(gathered.to_bytes())


def gather(content: bytes, kind: str) -> Gathered:
    """Raises Unreadable and Locked when there is nothing to show."""
    gathered = Gathered()
    try:
        if kind in FROM_PARTS:
            FROM_PARTS[kind](Parts(content), gathered)
        else:
            FROM_BYTES.get(kind, plain)(content, gathered)
    except Full:
        pass
    except Unreadable:
        if not any(text or rows for _, text, rows in gathered.blocks):
            raise
        gathered.was_cut = True
    return gathered
