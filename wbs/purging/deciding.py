"""Proposing that a case be destroyed, deciding it as a second person, and keeping a case longer.

Nothing is destroyed here: an approval names a night, and until then one click of any reader calls it off.
"""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import Held, hold, require
from wbs.cases.notes import NOTE, Entry, add_entry
from wbs.cases.progress import Move, advance, lock
from wbs.cases.proposals import (
    ALREADY_DECIDED,
    OpenProposal,
    Proposed,
    Terms,
    open_proposal,
    put_proposal,
    settle_proposal,
)
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.purging.asking import kept, require_past
from wbs.purging.records import CaseRetention
from wbs.purging.retention import LONGEST, REASONS, SPREAD_DAYS, why_kept
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

PURGE = Proposed("purge", "purge")
ON_ITS_WAY = N_("Pemusnahan kasus ini sudah disetujui. Untuk membatalkannya, simpan kasus lebih lama.")
FAR_REVIEW = N_("Pilih tanggal mulai besok dan paling lama sepuluh tahun dari sekarang.")


def propose_purge(instance: Instance, signed_in: SignedIn, case_id: UUID, reason: str, now: datetime) -> None:
    """Puts it before a head. Raises Refused with what keeps the case."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "propose_purge")
    require_past(instance, case_id, now)
    if purge_night(case_id):
        raise Refused(ON_ITS_WAY)
    put_proposal(instance, signed_in, held, PURGE, Terms("", reason, ""), now)


def approve_purge(instance: Instance, signed_in: SignedIn, case_id: UUID, proposal_id: UUID, now: datetime) -> None:
    """The second person agrees: in one of the next nights the case is destroyed. Raises Refused."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "decide_purge")
    proposal = _the_proposal(held, proposal_id)
    with transaction():
        lock(case_id)
        settle_proposal(signed_in, proposal, "approved")
        why = why_kept(kept(case_id), instance.today(now), instance.settings.retention_years)
        if why:
            raise Refused(REASONS[why])
        night = instance.today(now) + timedelta(days=1 + secrets.randbelow(SPREAD_DAYS))
        _set(case_id, purge_on=night, review_on=None)
        advance(instance, case_id, Move(held.stage, waiting=None), now, signed_in.get_id())
        record(instance.pen("staff"), held.realm, "purge:approved", now, case_id=case_id, by=signed_in.get_id())


def return_purge(
    instance: Instance, signed_in: SignedIn, case_id: UUID, proposal_id: UUID, reason: str, now: datetime
) -> None:
    """The second person sends it back with a reason."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "decide_purge")
    proposal = _the_proposal(held, proposal_id)
    with transaction():
        lock(case_id)
        settle_proposal(signed_in, proposal, "returned")
        sha = add_entry(held.key, held.realm, case_id, Entry(NOTE, signed_in.get_id(), reason), now)
        advance(instance, case_id, Move(held.stage, waiting=None), now, signed_in.get_id())
        record(
            instance.pen("staff"), held.realm, "purge:returned", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )


def keep_longer(
    instance: Instance, signed_in: SignedIn, case_id: UUID, review_on: date, reason: str, now: datetime
) -> None:
    """Keeps a closed case until that day, and calls an approved purge off. One person is enough: nothing is lost."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "keep_longer")
    if not instance.today(now) < review_on <= instance.today(now) + LONGEST:
        raise Refused(FAR_REVIEW)
    with transaction():
        lock(case_id)
        _set(case_id, purge_on=None, review_on=review_on)
        sha = add_entry(held.key, held.realm, case_id, Entry(NOTE, signed_in.get_id(), reason), now)
        record(
            instance.pen("staff"), held.realm, "case:kept", now, case_id=case_id, by=signed_in.get_id(),
            review_on=review_on.isoformat(), sealed_sha256=sha,
        )  # fmt: skip


def purge_night(case_id: UUID) -> date | None:
    """In which night an approved purge is carried out; officers are not told."""
    return db.session.execute(sa.select(CaseRetention.purge_on).where(CaseRetention.case_id == case_id)).scalar()


def _the_proposal(held: Held, proposal_id: UUID) -> OpenProposal:
    proposal = open_proposal(held)
    if proposal is None or proposal.id != proposal_id or proposal.act != PURGE.act:
        raise Refused(ALREADY_DECIDED)
    return proposal


def _set(case_id: UUID, purge_on: date | None, review_on: date | None) -> None:
    db.session.merge(CaseRetention(case_id=case_id, purge_on=purge_on, review_on=review_on))
