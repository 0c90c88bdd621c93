"""A file that has just arrived becomes a draft: cleaned at once, so that the person sees in time what was removed.

The plain bytes are read back from the sealed arrival and piped to the limited child; the clean copy is sealed as it
comes out. Nothing here touches the database, and nothing plain is kept.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from wbs.cases.receiving import Arrival, FilePart, Sealing, read_part
from wbs.evidence.cleaning import CLEANED, REFUSED, Cleaned, clean, renamed
from wbs.evidence.limited import Busy
from wbs.evidence.types import FileType
from wbs.intake.drafts import Draft
from wbs.store import Store, StoreDown, StoreFull
from wbs.web.refusals import note

FAILED = "failed"
PASSING = ((Busy, "busy"), (StoreFull, "full"), (StoreDown, "down"))


@dataclass(frozen=True)
class Problem:
    """A file that did not become a draft; file_words.py has the sentence of each key."""

    key: str
    name: str = field(default="", repr=False)


def receive(store: Store, arrival: Arrival) -> Draft | Problem:
    """The draft of one upload, or what is wrong with it; then nothing of it is left in the store."""
    if arrival.problem:
        return Problem(arrival.problem, arrival.name)
    return prepare(store, arrival.name, arrival.kind, arrival.finish())


def prepare(store: Store, name: str, kind: FileType, part: FilePart) -> Draft | Problem:
    """Cleans what lies sealed in the store.

    Whatever goes wrong costs this file and nothing else: a form with hours of writing in it hangs on the answer.
    """
    try:
        told, made = _cleaned(store, kind, part)
    except Exception as failure:
        remove(store, [part])
        return failed(failure, name)
    if told.outcome == REFUSED:
        remove(store, [part])
        return Problem(told.reason, name)
    final = renamed(name, kind, told.kind) if made else name
    return Draft(final, told.kind.key, told.outcome, part, made, told.removed, told.reason)


def failed(failure: Exception, name: str) -> Problem:
    """What is told when something broke that should not."""
    note(failure, "file")
    return Problem(next((key for kind, key in PASSING if isinstance(failure, kind)), FAILED), name)


def remove(store: Store, parts: Iterable[FilePart]) -> None:
    """What is not needed any more; what cannot be removed now is swept later."""
    with suppress(StoreDown):
        for part in parts:
            store.remove(part.blob.name)


def joined(store: Store, parts: Iterable[FilePart], sink: Callable[[bytes], object]) -> FilePart:
    """One sealed blob out of several; `sink` sees the plain bytes as they pass. Raises Missing, StoreFull."""
    copy = Sealing(store)
    try:
        for part in parts:
            for plain in read_part(store, part):
                sink(plain)
                copy.write(plain)
        return copy.finish()
    finally:
        copy.abort()


def _cleaned(store: Store, kind: FileType, part: FilePart) -> tuple[Cleaned, FilePart | None]:
    copy = Sealing(store)
    try:
        told = clean(read_part(store, part), kind, part.size, copy.write)
        return told, copy.finish() if told.outcome == CLEANED else None
    finally:
        copy.abort()
