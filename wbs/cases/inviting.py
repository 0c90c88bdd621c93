"""Asking a guest to decide a closing or a reopening, and no longer: one guest at a time, by a click that is proved.

The grant is the request: there is no other row, and nobody is asked who cannot read.
"""

from datetime import datetime
from uuid import UUID

from wbs.cases.access import Held, hold, require
from wbs.cases.closing import open_proposal
from wbs.cases.guests import DECIDED, REASON, are_too_few, may_ask
from wbs.cases.progress import lock, turn_again
from wbs.cases.rerouting import grant_to
from wbs.cases.visits import end_visit, guest_on, guests_for, other_heads
from wbs.db import db, transaction
from wbs.errors import NotAllowed, Refused
from wbs.outbox.announce import announce
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

NOTHING_PROPOSED = N_("Tidak ada usulan yang dapat diputuskan seorang tamu.")
HEADS_ENOUGH = N_("Kasus ini masih punya pimpinan lain yang cukup. Penyetuju tamu hanya bila pimpinannya kurang.")
NOT_FOR_THEM = N_("Orang itu tidak dapat diminta untuk kasus ini. Pilih dari daftar.")
ASKED_ALREADY = N_("Sudah ada penyetuju tamu yang diminta. Batalkan dulu permintaan itu.")
NOBODY_ASKED = N_("Tidak ada penyetuju tamu yang sedang diminta.")


def ask_guest(instance: Instance, signed_in: SignedIn, case_id: UUID, guest_id: UUID, now: datetime) -> None:
    """Seals the case key to one guest until the proposal is decided. Raises NotAllowed, Refused."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "ask_guest")
    with transaction():
        lock(case_id)
        _require_need(instance, held, _proposer(signed_in, held), now)
        guest = next((one for one in guests_for(instance, held, now) if one.id == guest_id), None)
        if guest is None:
            raise Refused(NOT_FOR_THEM)
        grant_to(instance, signed_in, held, guest, REASON, now)
        db.session.flush()
        turn_again(instance, case_id, now)
        announce("reminder", guest.id, instance.next_tick(now), held.realm)


def withdraw_request(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> None:
    """The guest no longer decides, nor reads."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "ask_guest")
    with transaction():
        lock(case_id)
        _proposer(signed_in, held)
        if not end_visit(instance, held, signed_in.get_id(), now):
            raise Refused(NOBODY_ASKED)
        turn_again(instance, case_id, now)


def _proposer(signed_in: SignedIn, held: Held) -> UUID:
    """Whose proposal waits, seen by somebody who may ask for its second person."""
    proposal = open_proposal(held)
    if proposal is None or proposal.act not in DECIDED:
        raise Refused(NOTHING_PROPOSED)
    if not may_ask(signed_in.person.id, signed_in.person.roles, proposal.proposer_id):
        raise NotAllowed
    return proposal.proposer_id


def _require_need(instance: Instance, held: Held, proposer: UUID, now: datetime) -> None:
    if guest_on(held.case_id):
        raise Refused(ASKED_ALREADY)
    if not are_too_few(len(other_heads(instance, held, proposer, now))):
        raise Refused(HEADS_ENOUGH)
