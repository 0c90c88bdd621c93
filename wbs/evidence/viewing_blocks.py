"""What of a document is shown as text: blocks, and the check of those that the limited process hands over. Pure.

The process may have been taken over by the file that it read: shape, kinds and sizes are held against the agreement,
and letters that no page can carry are replaced. What could mislead the eye is left for the template's `shown`.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from wbs.evidence.types import N_
from wbs.evidence.viewing_limits import MOST_BLOCKS, MOST_CELLS, MOST_COLUMNS, MOST_LETTERS

# Kinds of blocks with their headings; "" stands in the running text.
BLOCKS = {
    "paragraph": "",
    "table": "",
    "plain": "",
    "page": N_("Halaman"),
    "sheet": N_("Lembar"),
    "slide": N_("Salindia"),
    "notes": N_("Catatan pembicara"),
    "comments": N_("Komentar"),
    "footnotes": N_("Catatan kaki"),
    "header": N_("Kepala halaman"),
    "footer": N_("Kaki halaman"),
    "deleted": N_("Teks yang dihapus"),
    "headers": N_("Kepala surel"),
    "members": N_("Isi arsip atau lampiran"),
}
SURROGATES = re.compile("[\ud800-\udfff]")
MOST_BYTES = 16 * 1024 * 1024


class NotBlocks(Exception):
    """What came is not what was asked for."""


@dataclass(frozen=True)
class Block:
    """`kind` is a key of BLOCKS. `text` of a sheet, slide or page is its name or number; rows are cells of a table,
    names and values of an e-mail's head ("headers"), or names and sizes in bytes ("members")."""

    kind: str
    text: str = field(repr=False)
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """The heading, a msgid; "" for running text."""
        return BLOCKS[self.kind]


def from_bytes(content: bytes) -> tuple[tuple[Block, ...], bool]:
    """Blocks, and whether something was left out. Raises NotBlocks."""
    if len(content) > MOST_BYTES:
        raise NotBlocks
    try:
        given = json.loads(content)
        blocks = tuple(_block(*one) for one in given["blocks"])
        was_cut = bool(given["was_cut"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotBlocks from None
    cells = [cell for block in blocks for row in block.rows for cell in row]
    letters = sum(len(block.text) for block in blocks) + sum(map(len, cells))
    if len(blocks) > MOST_BLOCKS or len(cells) > MOST_CELLS or letters > MOST_LETTERS:
        raise NotBlocks
    return blocks, was_cut


def _block(kind: Any, text: Any, rows: Any) -> Block:
    if kind not in BLOCKS or not isinstance(rows, list):
        raise NotBlocks
    return Block(kind, _letters(text), tuple(_row(row) for row in rows))


def _row(row: Any) -> tuple[str, ...]:
    if not isinstance(row, list) or len(row) > MOST_COLUMNS:
        raise NotBlocks
    return tuple(_letters(cell) for cell in row)


def _letters(text: Any) -> str:
    if not isinstance(text, str):
        raise NotBlocks
    return SURROGATES.sub("\ufffd", text)
