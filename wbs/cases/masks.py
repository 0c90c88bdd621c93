"""Which passages of a case are masked, and what a text looks like with them. Pure.

A mask holds a place and two numbers, never the passage: what is redacted must not live on in the mask that marked it.
Places are keys: `report:what`, `report:persons.0.name`, `letter:3`, `note:<id>`. Decides too which places may be
redacted for good. Does not know keys, tables or pages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from wbs.cases.typed_texts import TOLD
from wbs.web.marked import Marked

BLOCKS = "█" * 5  # of one length for every passage: its length would tell a name
MASK, UNMASK, REDACTION = "mask", "unmask", "redaction"
KINDS = frozenset({MASK, UNMASK, REDACTION})

# By whom and what a report names, keys are withheld, also when the case is handed on: that can be masked, never lost.
REDACTABLE = frozenset(f"report:{name}" for name in TOLD)

Span = tuple[int, int]


@dataclass(frozen=True)
class Marking:
    """What an entry of KINDS says: where, or of which mask. `number` counts the redactions made before it."""

    place: str = ""
    start: int = 0
    end: int = 0
    number: int = 0
    mask: str = ""  # id of the entry that made the mask

    def to_detail(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Mask:
    """One masked passage: (start, end) of the text as it stands now."""

    id: UUID
    place: str
    span: Span
    author: str  # person id
    made_at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True)
class Redaction:
    """A passage that is gone for good."""

    place: str
    author: str
    made_at: datetime
    reason: str = field(repr=False)


class Entry(Protocol):
    """What somebody wrote down, of any kind; `notes.Entry` fits."""

    @property
    def kind(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def detail(self) -> Mapping[str, Any]: ...


class Dated(Protocol):
    """An entry with its id; `notes.DatedEntry` fits."""

    @property
    def id(self) -> UUID: ...
    @property
    def entry(self) -> Entry: ...
    @property
    def written_at(self) -> datetime: ...


@dataclass(frozen=True)
class Masks:
    """What is masked, and what was redacted, in the order in which it was done."""

    masks: tuple[Mask, ...] = ()
    redactions: tuple[Redaction, ...] = ()

    def spans(self, place: str) -> tuple[Span, ...]:
        """What is masked of one text, in order and joined where masks meet."""
        joined: list[Span] = []
        for start, end in sorted(mask.span for mask in self.masks if mask.place == place):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return tuple(joined)

    def mark(self, place: str, text: str) -> str:
        """The text for a reader of the case."""
        spans = self.spans(place)
        return Marked(text, spans) if spans else text

    def hide(self, place: str, text: str) -> str:
        """The text for everybody else."""
        for span in reversed(self.spans(place)):
            text = cut(text, span)
        return text

    def find(self, mask_id: UUID) -> Mask | None:
        return next((mask for mask in self.masks if mask.id == mask_id), None)


def cut(text: str, span: Span) -> str:
    return text[: span[0]] + BLOCKS + text[span[1] :]


def masks_of(made: Iterable[Dated]) -> Masks:
    """What is in force after all entries; `made` are entries of KINDS with their ids, in any order."""
    entries = [(one, Marking(**one.entry.detail)) for one in made if one.entry.kind in KINDS]
    gone = {marking.mask for one, marking in entries if one.entry.kind != MASK}
    cuts = sorted((m for one, m in entries if one.entry.kind == REDACTION), key=lambda marking: marking.number)
    masks = []
    for one, marking in entries:
        span = _today(marking, cuts)
        if one.entry.kind == MASK and str(one.id) not in gone and span is not None:
            masks.append(Mask(one.id, marking.place, span, one.entry.author, one.written_at, one.entry.text))
    redactions = [
        Redaction(marking.place, one.entry.author, one.written_at, one.entry.text)
        for one, marking in entries
        if one.entry.kind == REDACTION
    ]
    return Masks(
        tuple(sorted(masks, key=lambda mask: (mask.made_at, mask.place, mask.span))),
        tuple(sorted(redactions, key=lambda redaction: redaction.made_at)),
    )


def _today(marking: Marking, cuts: Iterable[Marking]) -> Span | None:
    """Where a passage lies after later redactions moved the text; None when one of them took it whole."""
    start, end = marking.start, marking.end
    for made in cuts:
        if made.place != marking.place or made.number < marking.number:
            continue
        if made.start <= start and end <= made.end:
            return None
        start, end = _moved(start, made, made.start), _moved(end, made, made.start + len(BLOCKS))
    return start, end


def _moved(at: int, made: Marking, inside: int) -> int:
    if at <= made.start:
        return at
    return at + len(BLOCKS) - (made.end - made.start) if at >= made.end else inside
