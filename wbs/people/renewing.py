"""A new key of an office that nobody holds any more: made by one of its officers, approved by a second person, signed.

Only when there is no holder left. What was sealed to the former key stays closed: figures begin anew, and halves of
named identities are lost. Nobody but its maker can open the new one; they hand it on as usual (custody.py).
"""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.crypto.envelope import seal_key
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import NotFound, Refused
from wbs.people.custody import holders, may_hold
from wbs.people.notifying import tell_deciders
from wbs.people.proposing import WAITS_ALREADY, write_down
from wbs.people.records import DirectoryChange
from wbs.people.terms import APPROVED, OPEN, RETURNED, SHARED, Terms
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.first_time import fingerprint
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

SOMEBODY_HOLDS = N_("Masih ada yang memegang kunci ini. Minta dia memberikannya kepada Anda.")


def propose_shared(instance: Instance, signed_in: SignedIn, shared: str, now: datetime) -> UUID:
    """Makes the key and proposes it. Raises NotFound for somebody of another office, Refused while it is held."""
    directory, maker = instance.directory(signed_in.realm, now), signed_in.person
    if shared not in CUSTODY_OF or not may_hold(maker, shared):
        raise NotFound
    identity = Identity.generate()
    sealed = seal_key(
        directory.recipient(maker.id), identity.seed, "custody", directory.realm, shared, maker.id
    )
    terms = Terms(public_key=identity.public_key, shared=shared, sealed_seed=sealed)
    with transaction():
        if holders(directory, shared):
            raise Refused(SOMEBODY_HOLDS)
        if waiting_shared(directory.realm, shared):
            raise Refused(WAITS_ALREADY)
        change_id = uuid4()
        write_down(instance, signed_in, SHARED, maker.id, terms, now, change_id)
        tell_deciders(instance, directory, maker.id, now)
    return change_id


def waiting_shared(realm: str, shared: str) -> str:
    """The fingerprint of a new key that waits for its approval or its signature; "" when none does."""
    query = sa.select(DirectoryChange.terms).where(
        DirectoryChange.realm == realm, DirectoryChange.kind == SHARED,
        DirectoryChange.state.in_((OPEN, APPROVED)),
    )  # fmt: skip
    for terms in map(Terms.from_json, db.session.execute(query).scalars()):
        if terms.shared == shared:
            return fingerprint(terms.public_key)
    return ""


def drop_shared_keys_of(person_id: UUID) -> None:
    """In the open transaction: what this person made and lost with their own key is off."""
    made = (DirectoryChange.person_id == person_id, DirectoryChange.kind == SHARED)
    waits = DirectoryChange.state.in_((OPEN, APPROVED))
    db.session.execute(sa.update(DirectoryChange).where(*made, waits).values(state=RETURNED))
