"""Several documents in one limited process: starting it and loading the library costs more than drawing a page."""

import io
import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from wbs.evidence.child import Reply
from wbs.evidence.typesetting import draw


def draw_all(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """A JSON list of documents as `typesetting.draw` takes them; the header tells the lengths of the PDFs behind it."""
    drawn = [_drawn(document) for document in json.loads(source.read())]
    reply.header({"lengths": [len(pdf) for pdf in drawn]})
    for pdf in drawn:
        reply.write(pdf)


def _drawn(document: Mapping[str, Any]) -> bytes:
    sheet = io.BytesIO()
    draw({}, io.BytesIO(json.dumps(document).encode()), _Headless(sheet))
    return sheet.getvalue()


class _Headless(Reply):
    """The answer of one document, whose own header is of no use here."""

    def header(self, values: Mapping[str, Any]) -> None:
        """One header stands before all of them."""
