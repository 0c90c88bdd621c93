"""A new key of an office: made by one of its officers, approved by a second person, signed with the directory.

Whoever holds the present one makes it as soon as somebody who knew it is gone: what was sealed before stays open to the
holders, for the former seed lies under the new one, and what comes is closed to whoever kept a copy. Where nobody holds
it any more, an officer without one makes it: then what was sealed to the former key stays closed, and halves of named
identities are lost.
"""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.crypto.envelope import seal_key
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import NotFound, Refused
from wbs.people.custody import holders, known_outside, may_hold
from wbs.people.notifying import tell_deciders
from wbs.people.proposals import proposals
from wbs.people.proposing import WAITS_ALREADY, write_down
from wbs.people.records import DirectoryChange
from wbs.people.terms import APPROVED, CHANGE, LEAVE, OPEN, RESET, RETURNED, SHARED, Terms
from wbs.staff.accounts import CUSTODY_OF, shared_identity
from wbs.staff.directory import Directory, Person
from wbs.staff.first_time import fingerprint
from wbs.staff.instance import Instance
from wbs.staff.keyring import seal_former
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

SOMEBODY_HOLDS = N_("Masih ada yang memegang kunci ini. Minta dia memberikannya kepada Anda.")


def propose_shared(instance: Instance, signed_in: SignedIn, shared: str, now: datetime) -> UUID:
    """Makes the key and proposes it. Raises NotFound for somebody of another office, Refused for who holds none while
    others do."""
    directory, maker = instance.directory(signed_in.realm, now), signed_in.person
    if shared not in CUSTODY_OF or not may_hold(maker, shared):
        raise NotFound
    terms = _made(directory, signed_in, shared)
    with transaction():
        if not terms.sealed_former and holders(directory, shared):
            raise Refused(SOMEBODY_HOLDS)
        if waiting_shared(directory.realm, shared):
            raise Refused(WAITS_ALREADY)
        change_id = uuid4()
        write_down(instance, signed_in, SHARED, maker.id, terms, now, change_id)
        tell_deciders(instance, directory, maker.id, now)
    return change_id


def _made(directory: Directory, signed_in: SignedIn, shared: str) -> Terms:
    """The new key, sealed to its maker and to who holds the present one and stays."""
    identity, maker, held = Identity.generate(), signed_in.person, holders(directory, shared)
    others = [one for one in held if maker in held and one != maker and _stays(directory, one, shared)]
    sealed = {
        one.id: seal_key(directory.recipient(one.id), identity.seed, "custody", directory.realm, shared, one.id)
        for one in (maker, *others)
    }
    former = b""
    if maker in held:
        former = seal_former(directory.realm, shared, shared_identity(directory, shared, signed_in), identity)
    return Terms(
        public_key=identity.public_key, shared=shared, sealed_seed=sealed.pop(maker.id), sealed_others=sealed,
        sealed_former=former,
    )


def _stays(directory: Directory, person: Person, shared: str) -> bool:
    """Not whose leaving is on its way: they get nothing any more. They may ask again by a colleague's click."""
    waiting = [one.change for one in proposals(directory.realm, OPEN, APPROVED) if one.change.person_id == person.id]
    goes = any(
        one.kind in (LEAVE, RESET)
        or (one.kind == CHANGE and one.terms.facts is not None and CUSTODY_OF[shared] not in one.terms.facts.roles)
        for one in waiting
    )
    return may_hold(person, shared) and not goes


def waiting_shared(realm: str, shared: str) -> str:
    """The fingerprint of a new key that waits for its approval or its signature; "" when none does."""
    for terms in (one.change.terms for one in proposals(realm, OPEN, APPROVED) if one.change.kind == SHARED):
        if terms.shared == shared:
            return fingerprint(terms.public_key)
    return ""


def needs_renewal(directory: Directory, shared: str) -> bool:
    """Whether somebody who is gone knows the key, and no other one is on its way."""
    return known_outside(directory, shared) and not waiting_shared(directory.realm, shared)


def drop_shared_keys_of(person_id: UUID) -> None:
    """In the open transaction: what was sealed to this person, who lost their own key, is off."""
    waiting = sa.select(DirectoryChange).where(
        DirectoryChange.kind == SHARED, DirectoryChange.state.in_((OPEN, APPROVED))
    )  # fmt: skip
    for row in db.session.execute(waiting).scalars():
        if person_id in (row.person_id, *Terms.from_json(row.terms).sealed_others):
            row.state = RETURNED
