"""Whose inspectorate this is: its own units, the heads above it, the territories of its desks.

A value of the signed directory (government.py), so that another government is a configuration; decides only whether a
text or a unit speaks of the house itself or of the heads. Does not know rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wbs.organisation.names import Words, has_phrase, mentions, position_words, words
from wbs.organisation.units import Organisation

# Said of nobody but an inspectorate, or close enough that doubt sends the report past it.
INSPECTORATE_WORDS = ("inspektorat", "inspektur", "irban", "irbanko", "irbankab", "irbansus", "itprov", "itko")
# Said also of auditors elsewhere: decides only where no other unit was told.
AUDITOR_WORDS = ("auditor", "ppupd")

BYPASS_INSIDE, BYPASS_OUTSIDE = "bypass_dalam", "bypass_luar"


@dataclass(frozen=True)
class Jurisdiction:
    """What one installation fixes for routing."""

    inspectorate_unit: str  # root of the subtree whose reports bypass the house
    governor_units: tuple[str, ...]  # whose parties go to the outside bypass; exactly these, not what is under them
    default_desk: str
    territories: Mapping[str, str]  # region -> desk
    desk_units: Mapping[str, str]  # desk -> its own unit
    heads: tuple[tuple[str, ...], ...]  # phrases: ("gubernur",), ("bupati",), ("sekretaris", "daerah")

    def own_units(self, desk: str) -> tuple[str, ...]:
        """The units whose people a desk is made of, as far as they are fixed."""
        if desk == BYPASS_INSIDE:
            return self.governor_units
        return (self.desk_units[desk],) if desk in self.desk_units else ()

    def is_inspectorate(self, code: str, organisation: Organisation) -> bool:
        return code in organisation.subtree(self.inspectorate_unit)

    def speaks_of_inspectorate(self, texts: Iterable[str], *, elsewhere: bool) -> bool:
        """`elsewhere`: whether a unit outside the inspectorate was told beside these texts."""
        wanted = INSPECTORATE_WORDS if elsewhere else INSPECTORATE_WORDS + AUDITOR_WORDS
        return any(mentions(words(text), wanted) for text in texts)

    def speaks_of_heads(self, texts: Iterable[str]) -> bool:
        said: list[Words] = [position_words(text) for text in texts]
        return any(has_phrase(each, phrase) for each in said for phrase in self.heads)
