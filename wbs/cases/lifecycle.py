"""The life of a case as tables: which act leads from which stage to which, who may do it, and whose move is next.

Pure. Stage, waiting and closing keys are those of keys.json. Everything runs on track C for now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

CLOSED = "selesai"
OPEN_STAGES = ("diterima", "verifikasi", "telaah", "disposisi", "penugasan", "pemeriksaan", "pelaporan")

DESK = frozenset({"petugas_meja", "pemeriksa", "irban"})
EXAMINERS = frozenset({"pemeriksa", "irban"})
HEADS = frozenset({"irban", "inspektur"})
ANYONE = DESK | HEADS
GUEST = "penyetuju_tamu"  # of another government body: holds a case only while a proposal waits for them
SECONDS = HEADS | {GUEST}


@dataclass(frozen=True)
class Act:
    """What may be done: from which stages, by which roles, and to which stage it leads (None: it stays)."""

    stages: frozenset[str]
    roles: frozenset[str]
    leads_to: str | None = None


def _from(*stages: str) -> frozenset[str]:
    return frozenset(stages)


OPEN = frozenset(OPEN_STAGES)

ACTS: dict[str, Act] = {
    "take": Act(_from("diterima"), DESK, "verifikasi"),
    "start_review": Act(_from("verifikasi"), DESK, "telaah"),
    "submit_review": Act(_from("telaah"), DESK, "disposisi"),
    "record_disposition": Act(_from("disposisi"), HEADS, "penugasan"),
    "start_examination": Act(_from("penugasan"), EXAMINERS, "pemeriksaan"),
    "start_reporting": Act(_from("pemeriksaan"), EXAMINERS, "pelaporan"),
    "record_conclusion": Act(_from("pelaporan"), EXAMINERS),
    "write_message": Act(OPEN | {CLOSED}, ANYONE),
    "ask_reporter": Act(OPEN, DESK),
    "promise_news": Act(OPEN, ANYONE),
    "write_note": Act(OPEN | {CLOSED}, ANYONE),
    "add_file": Act(OPEN | {CLOSED}, ANYONE),
    "download_file": Act(OPEN | {CLOSED}, ANYONE),
    "mask_passage": Act(OPEN | {CLOSED}, ANYONE),
    "redact_passage": Act(OPEN | {CLOSED}, HEADS),
    "export_case": Act(OPEN | {CLOSED}, ANYONE),
    "propose_closing": Act(OPEN - {"diterima"}, DESK),
    "ask_guest": Act(OPEN | {CLOSED}, ANYONE),
    "decide_closing": Act(OPEN, SECONDS, CLOSED),
    "propose_reopening": Act(_from(CLOSED), ANYONE),
    "decide_reopening": Act(_from(CLOSED), SECONDS, "telaah"),
    "propose_purge": Act(_from(CLOSED), ANYONE),
    "decide_purge": Act(_from(CLOSED), HEADS),
    "keep_longer": Act(_from(CLOSED), ANYONE),
}

# Closings that say what an examination found need one; the others are decided before it.
EXAMINED_CLOSINGS = frozenset({"terbukti", "terbukti_sebagian", "tidak_terbukti", "bukti_belum_cukup", "dilimpahkan"})


# While a proposal waits for its second person the case stands still: only words and the decision itself pass.
WHILE_PROPOSED = frozenset(
    {
        "write_message", "promise_news", "write_note", "add_file", "download_file", "mask_passage", "export_case",
        "ask_guest", "decide_closing", "decide_reopening", "decide_purge",
    }
)  # fmt: skip


def may(act: str, stage: str, roles: frozenset[str], waiting: str | None = None) -> bool:
    """Whether somebody with `roles` may do `act` in `stage` while the case waits for `waiting`."""
    rule = ACTS[act]
    if waiting == "tanda_tangan" and act not in WHILE_PROPOSED:
        return False
    return stage in rule.stages and not rule.roles.isdisjoint(roles)


def acts_for(stage: str, roles: frozenset[str], waiting: str | None = None) -> tuple[str, ...]:
    return tuple(act for act in ACTS if may(act, stage, roles, waiting))


def closing_fits(closing: str, stage: str) -> bool:
    """Whether a closing can be proposed in a stage."""
    return (closing in EXAMINED_CLOSINGS) == (stage == "pelaporan")


_MOVES = tuple(f"stage:{stage}" for stage in OPEN_STAGES)
_LINES = (*_MOVES, "waiting:pelapor", "promise:next", f"stage:{CLOSED}", "reopened")


def line_order(template: str) -> int:
    """Which of two timeline lines of one day and tick comes first: no finer time is kept, life itself orders them."""
    if template == "promise:first":
        return 0
    return _LINES.index(template) if template in _LINES else len(_LINES)


class GrantHolder(Protocol):
    """Somebody with a grant, as far as the next move is concerned."""

    @property
    def person_id(self) -> UUID: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def holds(self) -> bool: ...


def movers(
    stage: str, waiting: str | None, holders: Iterable[GrantHolder], proposer: UUID | None = None, *,
    is_written_to: bool = False,
) -> frozenset[UUID]:
    """Whose move it is. Nobody's while the case waits outside the house; a proposer never signs their own, but where
    nobody else could, finding who does is their move. `is_written_to`: the last word of a closed case is the
    reporter's, and whoever reads it first answers or proposes to reopen."""
    holders = tuple(holders)
    if waiting == "tanda_tangan":
        seconds = frozenset(one.person_id for one in holders if one.roles & SECONDS and one.person_id != proposer)
        return seconds or frozenset(one.person_id for one in holders if one.person_id == proposer)
    if stage == CLOSED and waiting is None and is_written_to:
        return frozenset(one.person_id for one in holders if one.roles & ANYONE)
    if stage == CLOSED or waiting is not None:
        return frozenset()
    if stage == "disposisi":
        return frozenset(one.person_id for one in holders if one.roles & HEADS)
    holding = frozenset(one.person_id for one in holders if one.holds)
    return holding or frozenset(one.person_id for one in holders if one.roles & DESK)
