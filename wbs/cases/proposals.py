"""What one person proposes and another decides about a case: the row, its sealed terms, and that they are two.

Knows no act: closing.py and the purge say what is proposed, and what a decision changes.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.access import Held
from wbs.cases.guests import DECIDED
from wbs.cases.progress import Move, advance, lock
from wbs.cases.records import Proposal
from wbs.cases.visits import guests_for, other_heads
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.labels import Part
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

OWN_PROPOSAL = N_("Usulan sendiri harus diputuskan orang kedua.")
NO_SECOND = N_(
    "Belum ada pimpinan lain yang dapat membaca kasus ini, jadi tidak ada yang dapat memutuskan usulan ini. Bila Anda "
    "pimpinan: minta rekan pembaca kasus ini mengusulkannya, lalu Anda yang memutuskan. Bila tidak bisa: minta "
    "administrator menambah pimpinan atau, untuk penutupan dan pembukaan kembali, penyetuju tamu."
)
ALREADY_PROPOSED = N_("Sudah ada usulan yang menunggu keputusan untuk kasus ini.")
ALREADY_DECIDED = N_("Usulan ini sudah diputuskan. Keputusan kedua tidak mengubah apa pun.")


@dataclass(frozen=True)
class Terms:
    """What is proposed: a closing key ("" for anything else), the reason for the file, the letter to the reporter."""

    outcome: str
    reason: str = field(repr=False)
    letter: str = field(repr=False)


@dataclass(frozen=True)
class Proposed:
    """What kind of act it is: its key in the row, and its word in the ledger."""

    act: str
    told: str


@dataclass(frozen=True)
class OpenProposal:
    id: UUID
    act: str
    proposer_id: UUID
    terms: Terms


def put_proposal(
    instance: Instance, signed_in: SignedIn, held: Held, what: Proposed, terms: Terms, now: datetime
) -> None:
    """Puts it before a second person. Raises Refused when nobody could be that, or something waits already."""
    proposal_id, by = uuid4(), signed_in.get_id()
    plain = json.dumps(asdict(terms), ensure_ascii=False, sort_keys=True).encode()
    sealed = seal(held.key.dossier, plain, *_where(held, proposal_id, what.act, signed_in.person.id))
    with transaction() as session:
        lock(held.case_id)  # or two proposals at once would both find none
        _require_second_person(instance, signed_in, held, what, now)
        session.add(
            Proposal(
                id=proposal_id, case_id=held.case_id, act=what.act, proposer_id=signed_in.person.id,
                proposed_on=instance.today(now), sealed_terms=sealed,
            )
        )
        move = Move(held.stage, waiting="tanda_tangan", proposer=signed_in.person.id)
        advance(instance, held.case_id, move, now, by)
        record(
            instance.pen("staff"), held.realm, f"{what.told}:proposed", now, case_id=held.case_id, by=by,
            sealed_sha256=hashlib.sha256(sealed).hexdigest(),
        )


def open_proposal(held: Held) -> OpenProposal | None:
    """The proposal that waits for a second person, opened; None when there is none."""
    row = db.session.execute(
        sa.select(Proposal).where(Proposal.case_id == held.case_id, Proposal.state == "open")
    ).scalar_one_or_none()
    if row is None:
        return None
    plain = open_sealed(held.key.dossier, row.sealed_terms, *_where(held, row.id, row.act, row.proposer_id))
    return OpenProposal(row.id, row.act, row.proposer_id, Terms(**json.loads(plain)))


def settle_proposal(signed_in: SignedIn, proposal: OpenProposal, state: str) -> None:
    """In the open transaction: "approved" or "returned". One decision wins, never the proposer's. Raises Refused."""
    if proposal.proposer_id == signed_in.person.id:
        raise Refused(OWN_PROPOSAL)
    changed = db.session.execute(
        sa.update(Proposal).where(Proposal.id == proposal.id, Proposal.state == "open")
        .values(state=state, decider_id=signed_in.person.id)
    )
    if changed.rowcount != 1:
        raise Refused(ALREADY_DECIDED)


def _where(held: Held, proposal_id: UUID, act: str, proposer_id: UUID) -> tuple[Part, ...]:
    """Who proposed what is bound into the seal: a row whose proposer was changed to let them decide does not open."""
    return (held.realm, "proposal", proposal_id, held.case_id, act, proposer_id)


def _require_second_person(
    instance: Instance, signed_in: SignedIn, held: Held, what: Proposed, now: datetime
) -> None:
    """Somebody other than the proposer must be able to decide, and nothing else may wait for a decision."""
    waiting = sa.select(Proposal.id).where(Proposal.case_id == held.case_id, Proposal.state == "open")
    if db.session.execute(waiting).first():
        raise Refused(ALREADY_PROPOSED)
    heads = other_heads(instance, held, signed_in.person.id, now)
    if not heads and not (what.act in DECIDED and guests_for(instance, held, now)):
        raise Refused(NO_SECOND)
