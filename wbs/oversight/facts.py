"""What one case contributes to the figures: days and categories, never a word of what was told.

Knows nothing of where a fact comes from (facets and ledger entries), nor of units, persons or keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol


class WorkingDays(Protocol):
    """A calendar that counts working days between two days; zero for the same day."""

    def between(self, a: date, b: date) -> int: ...


class Spell(NamedTuple):
    """One stretch in which a case was open; `closed_on` is None while it still is."""

    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One report of the main realm as the figures see it.

    `closed_on` is the latest closing, None while the case is open. `due_on` is the original due date, before any
    extension. `earlier` holds the closings that were undone, oldest first: (closed_on, reopened_on). A case with
    `reopened` but without `earlier` counts as open from `opened_on` on, because nobody can say since when.
    """

    pseudonym: str
    opened_on: date
    due_on: date
    closed_on: date | None
    reopened: bool
    first_answer_on: date | None
    stage: str
    kind: str
    unit_kind: str
    region: str
    flags: frozenset[str]
    channel: str
    loss_class: str
    outcome: str | None
    excluded_from_figures: bool  # a probe or a trial report
    earlier: tuple[tuple[date, date], ...] = ()

    def spells(self) -> Iterator[Spell]:
        """The stretches in which the case was open, oldest first; the last one ends with the latest closing."""
        opened_on = self.opened_on
        for closed_on, reopened_on in self.earlier:
            yield Spell(opened_on, closed_on)
            opened_on = reopened_on
        yield Spell(opened_on, self.closed_on)

    def is_open_on(self, day: date) -> bool:
        """Open at the end of that day."""
        open_now = False
        for spell in self.spells():
            if spell.opened_on <= day:
                open_now = spell.closed_on is None or spell.closed_on > day
        return open_now

    def first_closed_on(self) -> date | None:
        """The first closing: a later reopening must not move a figure that was already published."""
        return self.earlier[0][0] if self.earlier else self.closed_on
