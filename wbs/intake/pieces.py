"""Uploads in pieces, for a script that takes up a broken upload where it broke.

Each piece is a sealed blob of its own; the page carries a token for each. What is asked for next joins them into one
blob. A page without script never sees any of this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from wbs.cases.receiving import HEAD, Arrival, FilePart
from wbs.evidence.types import detect
from wbs.intake.arriving import Problem, failed, joined, prepare, remove
from wbs.intake.drafts import Draft, open_parts, seal_parts
from wbs.store import Missing, Store

MOST_PIECES = 256  # of one upload: the script chooses its pieces so
MOST_OF_A_WORD = 32

BROKEN = "broken_off"
NEVER = "-"  # for a token: sending this piece again would not help
PASSING = frozenset({"busy", "full", "down"})


@dataclass(frozen=True)
class Piece:
    """`upload` is the script's own name of an upload, `place` counts from 0, `count` is how many there will be."""

    upload: str
    place: int
    count: int
    name: str = field(repr=False)
    part: FilePart = field(repr=False)


def take_piece(key: bytes, arrival: Arrival, upload: str, place: str, count: str) -> str:
    """The token of a piece that has just arrived; "" when it may be sent again, NEVER when it is refused."""
    if arrival.problem in PASSING:
        return ""
    if arrival.problem or not _is_number(place) or not _is_number(count) or int(place) >= int(count):
        return NEVER
    words = [upload[:MOST_OF_A_WORD], str(int(place)), str(int(count)), arrival.name]
    return seal_parts(key, "piece", [arrival.finish()], words)


def join_pieces(
    store: Store, keys: Sequence[bytes], tokens: Sequence[str], most_bytes: int
) -> tuple[Draft | Problem, ...]:
    """A draft for every whole upload, whatever the order. The pieces are removed: from here on there is one blob."""
    opened = (open_parts(keys, "piece", token) for token in tokens)
    pieces = {found.part.blob.name: found for each in opened if each for found in [_piece(*each)]}
    ordered = sorted(pieces.values(), key=lambda piece: (piece.upload, piece.place))
    uploads = (tuple(group) for _, group in groupby(ordered, key=lambda piece: piece.upload))
    joined_up = tuple(_join(store, upload, most_bytes) for upload in uploads)
    return joined_up if pieces or not tokens else (Problem(BROKEN),)


def _join(store: Store, upload: tuple[Piece, ...], most_bytes: int) -> Draft | Problem:
    name, parts = upload[0].name, [piece.part for piece in upload]
    size = sum(part.size for part in parts)
    if [piece.place for piece in upload] != list(range(upload[0].count)):
        return Problem(BROKEN, name)
    try:
        whole, head = _whole(store, parts) if size <= most_bytes else (None, b"")
    except Missing:
        return Problem(BROKEN, name)
    except Exception as failure:
        return failed(failure, name)
    remove(store, parts)
    if whole is None:
        return Problem("too_large", name)
    kind = detect(head, name, size)
    if kind.is_forbidden:
        remove(store, [whole])
        return Problem("forbidden", name)
    return prepare(store, name, kind, whole)


def _whole(store: Store, parts: Sequence[FilePart]) -> tuple[FilePart, bytes]:
    """One blob, and the bytes by which its type is told."""
    head = bytearray()
    whole = joined(store, parts, lambda plain: head.extend(plain[: HEAD - len(head)]))
    return whole, bytes(head)


def _piece(parts: list[FilePart], words: list[str]) -> Piece:
    upload, place, count, name = words
    return Piece(upload, int(place), int(count), name, parts[0])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PIECES)) and int(text) <= MOST_PIECES
