"""What an officer may do with a case now, and which of it comes next. Pure: asks the lifecycle, draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from wbs.cases.closing import OpenProposal
from wbs.cases.guests import DECIDED
from wbs.cases.lifecycle import CLOSED, acts_for
from wbs.cases.notes import CONCLUSION, DatedEntry
from wbs.web.text import N_

# Acts that are one click, in the order of a case's life.
STEP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "take": N_("Ambil kasus ini"),
        "start_review": N_("Mulai telaah"),
        "submit_review": N_("Ajukan telaah ke pimpinan"),
        "start_examination": N_("Mulai pemeriksaan"),
        "start_reporting": N_("Mulai menyusun hasil"),
    }
)
# Acts that need words, with the part of the task page where they are written.
WRITTEN_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "decide": N_("Putuskan usulan"),
        "ask_guest": N_("Cari orang kedua"),
        "record_disposition": N_("Tulis disposisi"),
        "record_conclusion": N_("Catat simpulan"),
        "propose_closing": N_("Usulkan penutupan"),
    }
)
WRITING = frozenset({*WRITTEN_LABELS, "propose_reopening"}) - {"ask_guest"}  # which needs a proposal


@dataclass(frozen=True)
class Tasks:
    """`acts` are keys of lifecycle.ACTS that may be done now; `next` is one of the labels' keys, or empty."""

    acts: frozenset[str]
    proposal: OpenProposal | None
    is_own_proposal: bool
    may_decide: bool
    conclusion: str  # the outcome of the last conclusion, or empty
    next: str

    @property
    def has_writing(self) -> bool:
        """Whether the task page has anything to read or to fill in."""
        return self.proposal is not None or not self.acts.isdisjoint(WRITING)


def tasks_for(
    stage: str, waiting: str | None, roles: frozenset[str], me: UUID, proposal: OpenProposal | None,
    entries: Sequence[DatedEntry], *, is_my_turn: bool = False,
) -> Tasks:
    """`is_my_turn` about one's own proposal: nobody is there yet who could decide it."""
    acts = frozenset(acts_for(stage, roles, waiting))
    is_own = proposal is not None and proposal.proposer_id == me
    may_decide = (
        proposal is not None
        and not is_own
        and ("decide_reopening" if proposal.act == "reopen" else "decide_closing") in acts
    )
    outcomes = [dated.entry.outcome for dated in entries if dated.entry.kind == CONCLUSION]
    conclusion = outcomes[-1] if outcomes else ""
    if stage == "pelaporan" and not conclusion:
        acts -= {"propose_closing"}  # what was examined closes with what the examination found
    seeks = proposal is not None and proposal.act in DECIDED and is_own and is_my_turn
    following = "ask_guest" if seeks else _next(acts, stage, may_decide, conclusion)
    return Tasks(acts, proposal, is_own, may_decide, conclusion, following)


def _next(acts: frozenset[str], stage: str, may_decide: bool, conclusion: str) -> str:
    if may_decide:
        return "decide"
    if stage == CLOSED:
        return ""
    if "record_conclusion" in acts and conclusion:
        return "propose_closing" if "propose_closing" in acts else ""
    ahead = (*STEP_LABELS, "record_disposition", "record_conclusion")
    return next((act for act in ahead if act in acts), "")
