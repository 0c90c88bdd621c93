"""Closing and reopening: always two people. The proposer never decides, and the ledger names both."""

from datetime import datetime
from uuid import UUID

from wbs.cases.access import Held, hold, require
from wbs.cases.conversing import send_letter, writing
from wbs.cases.deadlines import question_lapses_on
from wbs.cases.dialogue import asked_on, read_letters
from wbs.cases.examining import change_card
from wbs.cases.facets import record_facet
from wbs.cases.lifecycle import CLOSED, closing_fits
from wbs.cases.notes import CONCLUSION, NOTE, Entry, add_entry, read_entries
from wbs.cases.progress import Move, advance
from wbs.cases.proposals import (
    ALREADY_DECIDED,
    OpenProposal,
    Proposed,
    Terms,
    open_proposal,
    put_proposal,
    settle_proposal,
)
from wbs.cases.visits import end_with_decision
from wbs.cases.vocabulary import CLOSINGS
from wbs.db import transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

CLOSING = Proposed("close", "closing")
REOPENING = Proposed("reopen", "closing")
DOES_NOT_FIT = N_(
    "Penutupan ini tidak cocok dengan tahap kasus. Yang berupa hasil pemeriksaan hanya dari tahap pelaporan."
)
NO_CONCLUSION = N_("Catat dulu simpulan pemeriksaan yang sama, baru usulkan penutupan.")
STILL_ASKING = N_(
    "Pelapor masih punya waktu menjawab: pertanyaan yang belum dijawab tidak menutup kasus sebelum 90 hari."
)


def propose_closing(
    instance: Instance, signed_in: SignedIn, case_id: UUID, terms: Terms, now: datetime
) -> None:
    """Puts a closing before a head. Raises Refused with what is missing."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "propose_closing")
    _require_closable(instance, held, terms.outcome, now)
    put_proposal(instance, signed_in, held, CLOSING, terms, now)


def propose_reopening(instance: Instance, signed_in: SignedIn, case_id: UUID, reason: str, now: datetime) -> None:
    held = hold(signed_in, case_id)
    require(held, signed_in, "propose_reopening")
    put_proposal(instance, signed_in, held, REOPENING, Terms("", reason, ""), now)


def approve(instance: Instance, signed_in: SignedIn, case_id: UUID, proposal_id: UUID, now: datetime) -> None:
    """The second person agrees, and the case closes or reopens. Raises Refused for one's own or a decided proposal."""
    held = hold(signed_in, case_id)
    proposal = open_proposal(held)
    require(held, signed_in, "decide_reopening" if held.stage == CLOSED else "decide_closing")
    with writing():
        _decide(signed_in, held, proposal, proposal_id, "approved")
        if proposal.act == "close":
            _close(instance, signed_in, held, proposal, now)
        else:
            _reopen(instance, signed_in, held, now)
        end_with_decision(instance, signed_in, held, now)


def return_proposal(
    instance: Instance, signed_in: SignedIn, case_id: UUID, proposal_id: UUID, reason: str, now: datetime
) -> None:
    """The second person sends it back with a reason; the case goes on where it was."""
    held = hold(signed_in, case_id)
    proposal = open_proposal(held)
    require(held, signed_in, "decide_reopening" if held.stage == CLOSED else "decide_closing")
    with transaction():
        _decide(signed_in, held, proposal, proposal_id, "returned")
        sha = add_entry(held.key, held.realm, case_id, Entry(NOTE, signed_in.get_id(), reason), now)
        advance(instance, case_id, Move(held.stage, waiting=None), now, signed_in.get_id())
        end_with_decision(instance, signed_in, held, now)
        record(
            instance.pen("staff"), held.realm, "closing:returned", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )


def _require_closable(instance: Instance, held: Held, outcome: str, now: datetime) -> None:
    if outcome not in CLOSINGS or not closing_fits(outcome, held.stage):
        raise Refused(DOES_NOT_FIT)
    if outcome == "tidak_lengkap":
        _require_patience(instance, held, now)
    if held.stage == "pelaporan":
        found = [dated.entry for dated in read_entries(held.key, held.realm, held.case_id)]
        conclusions = [entry.outcome for entry in found if entry.kind == CONCLUSION]
        if not conclusions or conclusions[-1] != outcome:
            raise Refused(NO_CONCLUSION)


def _require_patience(instance: Instance, held: Held, now: datetime) -> None:
    """Asked of the letters, not of `waiting`: the next step of an officer ends the waiting, never the question."""
    question = asked_on(read_letters(held.key.channel, held.realm, held.case_id))
    if question and instance.today(now) < question_lapses_on(question):
        raise Refused(STILL_ASKING)


def _decide(
    signed_in: SignedIn, held: Held, proposal: OpenProposal | None, proposal_id: UUID, state: str
) -> None:
    """One decision wins: the row changes only while it is open and still fits the case."""
    fitting = REOPENING if held.stage == CLOSED else CLOSING
    if proposal is None or proposal.id != proposal_id or proposal.act != fitting.act:
        raise Refused(ALREADY_DECIDED)
    if proposal.act == "close" and not closing_fits(proposal.terms.outcome, held.stage):
        raise Refused(DOES_NOT_FIT)
    settle_proposal(signed_in, proposal, state)


def _close(
    instance: Instance, signed_in: SignedIn, held: Held, proposal: OpenProposal, now: datetime
) -> None:
    terms, by = proposal.terms, signed_in.get_id()
    send_letter(instance, signed_in, held, terms.letter, now, asks=f"closing:{terms.outcome}")
    card = held.card.with_outcome(terms.outcome)
    sealed_sha256 = change_card(instance, signed_in, held, card, now)
    advance(instance, held.case_id, Move(held.stage, CLOSED, timeline="stage:selesai"), now, by)
    record_facet(instance, "staff", held.realm, held.case_id, card, "closed", now, by=by)
    record(
        instance.pen("staff"), held.realm, "case:closed", now, case_id=held.case_id, by=str(proposal.proposer_id),
        approver=by, sealed_sha256=sealed_sha256,
    )


def _reopen(instance: Instance, signed_in: SignedIn, held: Held, now: datetime) -> None:
    by = signed_in.get_id()
    card = held.card.with_outcome("")
    change_card(instance, signed_in, held, card, now)
    advance(instance, held.case_id, Move(CLOSED, "telaah", timeline="reopened"), now, by)
    record_facet(instance, "staff", held.realm, held.case_id, card, "reopened", now, by=by)
    record(instance.pen("staff"), held.realm, "case:reopened", now, case_id=held.case_id, by=by)
