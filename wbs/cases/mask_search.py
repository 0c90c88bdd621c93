"""Finding what is to be masked: every occurrence of a passage, with what stands around it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wbs.cases.masks import Masks, Span
from wbs.web.excerpts import around

MOST_FOUND = 200
AROUND = 40  # letters of context on each side of a found passage


@dataclass(frozen=True)
class Found:
    """One occurrence of a passage, with what stands around it."""

    place: str
    span: Span
    passage: str = field(repr=False)
    before: str = field(repr=False)
    after: str = field(repr=False)

    @property
    def key(self) -> str:
        return f"{self.place}@{self.span[0]}"


def find(texts: Mapping[str, str], passage: str, masks: Masks) -> tuple[Found, ...]:
    """Every occurrence that is not masked yet, whatever its capitals and line breaks; MOST_FOUND at most."""
    words = [re.escape(word) for word in passage.split()]
    if not words:
        return ()
    pattern = re.compile(r"\s+".join(words), re.IGNORECASE)
    found = (
        Found(place, one.span(), one[0], *around(text, one.span(), AROUND))
        for place, text in texts.items()
        for one in pattern.finditer(text)
        if not any(start <= one.start() and one.end() <= end for start, end in masks.spans(place))
    )  # fmt: skip
    return tuple(one for one, _ in zip(found, range(MOST_FOUND), strict=False))
