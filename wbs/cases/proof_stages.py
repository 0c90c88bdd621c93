"""Holds the moves of a case against each other: who closes or reopens leaves two entries that agree, to the second.

Whoever writes the database and holds one face's ledger key can move a case without the acts that belong to it: those
are missing here. Decides what is named; pure, reads entries alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from wbs.cases.lifecycle import CLOSED
from wbs.ledger.entry import Entry

BY_LATE_ANSWER = "verifikasi"  # where a reporter's answer brings a case that was closed for want of it
FIRST = "diterima"


@dataclass(frozen=True)
class Move:
    at: str
    face: str
    by: str | None
    stage: str


@dataclass
class ToldStages:
    """The moves of one case and the acts that allow them; entries come in any order."""

    moves: list[Move] = field(default_factory=list)  # of the house: with their second
    by_reporter: Counter[tuple[str, str]] = field(default_factory=Counter)  # day, stage
    closed: Counter[tuple[str, str]] = field(default_factory=Counter)  # when, approver
    reopened: Counter[tuple[str, str]] = field(default_factory=Counter)  # when, who
    reopened_on: Counter[str] = field(default_factory=Counter)
    opened_on: str = ""
    withdrawn_on: set[str] = field(default_factory=set)

    def take(self, entry: Entry) -> None:
        if entry.tag == "case:stage:changed":
            self._take_move(entry)
        elif entry.tag == "case:closed":
            self.closed[entry.at or "", entry.fields["approver"]] += 1
        elif entry.tag == "case:reopened" and entry.day is None:
            self.reopened[entry.at or "", entry.by or ""] += 1
        elif entry.tag == "case:reopened":
            self.reopened_on[entry.day or ""] += 1
        elif entry.tag == "case:opened":
            self.opened_on = entry.on
        elif entry.tag == "withdrawal:asked":
            self.withdrawn_on.add(entry.on)

    def _take_move(self, entry: Entry) -> None:
        if entry.day is not None:
            self.by_reporter[entry.day, entry.fields["stage"]] += 1
        else:
            self.moves.append(Move(entry.at or "", entry.face, entry.by, entry.fields["stage"]))

    def findings(self) -> Iterator[str]:
        """What does not belong together, each kind once."""
        closings = Counter((one.at, one.by or "") for one in self.moves if one.stage == CLOSED and one.face == "staff")
        if closings - self.closed:
            yield "closed without case:closed"
        if self.closed - closings:
            yield "case:closed without a closing"
        if any(one.face == "worker" and not self._is_probe(one) for one in self.moves):
            yield "moved by the worker"
        if Counter((one.at, one.by or "") for one in self._reopenings()) - self.reopened:
            yield "reopened without case:reopened"
        if self._reporters_days() != self.reopened_on:
            yield "reopened by the reporter without case:reopened, or the other way round"

    def _reopenings(self) -> Iterator[Move]:
        """Moves out of the end by officers. After a day on which the reporter's answer opened the case none is sure."""
        before, at = FIRST, ""
        for one in sorted(self.moves, key=lambda move: move.at):
            came_late = any(day >= at[:10] for day in self.reopened_on)
            if before == CLOSED and one.stage != CLOSED and one.at != at and not came_late:
                yield one
            before, at = one.stage, one.at

    def _reporters_days(self) -> Counter[str]:
        """Days of moves by the reporter's answer; one to any other stage fits no entry."""
        days: Counter[str] = Counter()
        for (day, stage), count in self.by_reporter.items():
            days[day if stage == BY_LATE_ANSWER else ""] += count
        return days

    def _is_probe(self, move: Move) -> bool:
        """The probe's report alone is closed by the worker: at once, after its own withdrawal, as its only move."""
        days = {_day_number(day) - _day_number(move.at) for day in self.withdrawn_on}
        return (
            move.stage == CLOSED
            and self.moves == [move]
            and not self.by_reporter
            and abs(_day_number(self.opened_on) - _day_number(move.at)) <= 1
            and any(abs(distance) <= 1 for distance in days)
        )


def _day_number(told: str) -> int:
    """Of a day, or of a second in UTC, which may be the next or the former day in the instance's zone."""
    return date.fromisoformat(told[:10]).toordinal() if told else 0
