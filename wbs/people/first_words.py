"""One-time passwords for newcomers and for who forgot theirs: drawn after the approval, shown once, worth one entry."""

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wbs.cases.second_person import SETTLED
from wbs.crypto.identity import Identity
from wbs.crypto.words import CODE_BYTES, to_words
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.ledger.append import record
from wbs.people.custody import take_custody
from wbs.people.proposing import NAME_TAKEN, account_named
from wbs.people.records import DirectoryChange
from wbs.people.renewing import drop_shared_keys_of
from wbs.people.terms import ADD, APPROVED, DONE, OPEN, RESET, Terms, is_alone, may_propose
from wbs.staff.accounts import CUSTODY_OF, create_account
from wbs.staff.directory import Directory, Person
from wbs.staff.first_time import make_provisional
from wbs.staff.instance import Instance
from wbs.staff.passwords import Lock, lock_identity
from wbs.staff.records import StaffAccount, StaffMail
from wbs.staff.signing_in import SignedIn


def draw_words(instance: Instance, signed_in: SignedIn, change_id: UUID, now: datetime) -> tuple[str, str]:
    """Sign-in name and one-time password for an approved newcomer, or for who forgot theirs; shown once.

    The password opens nothing but the way to an own one. Drawn again, the former one is worth nothing.
    """
    row = db.session.get(DirectoryChange, change_id)
    if row is None or row.realm != signed_in.realm or row.kind not in (ADD, RESET):
        raise NotFound
    directory = instance.directory(signed_in.realm, now)
    if not may_propose(directory, signed_in.person, directory.find(row.person_id)):
        raise NotAllowed
    return draw(instance, directory, change_id, signed_in.get_id(), now)


def is_drawable(directory: Directory, kind: str, state: str, proposer: UUID, subject: UUID) -> bool:
    """Approved; a newcomer also where only the directory key is left to approve, for what is signed has a key."""
    return state == APPROVED or (state == OPEN and kind == ADD and is_alone(directory, kind, proposer, subject))


def draw(instance: Instance, directory: Directory, change_id: UUID, by: str, now: datetime) -> tuple[str, str]:
    """The same for whoever was asked before. Raises Refused."""
    row = db.session.get_one(DirectoryChange, change_id)
    if not is_drawable(directory, row.kind, row.state, row.proposer_id, row.person_id):
        raise Refused(SETTLED)
    person_id, terms, was = row.person_id, Terms.from_json(row.terms), row.state
    words, identity = " ".join(to_words(secrets.token_bytes(CODE_BYTES))), Identity.generate()
    lock = lock_identity(identity, words, instance.keys.staff_peppers, instance.staff_gate, str(person_id))
    with transaction() as session:
        changed = session.get_one(DirectoryChange, change_id, with_for_update=True, populate_existing=True)
        if changed.state != was:
            raise Refused(SETTLED)
        if session.get(StaffAccount, person_id) is not None:
            make_provisional(person_id, lock, words)
            take_custody(instance, directory.realm, person_id, CUSTODY_OF, now, by)  # under a lost key
            drop_shared_keys_of(person_id)
        else:
            _open_account(directory.realm, person_id, terms, identity, lock, words)
        if changed.kind == ADD:
            changed.terms = replace(terms, public_key=identity.public_key).to_json()
        else:
            changed.state = DONE
        record(
            instance.pen("staff"), directory.realm, "people:words:drawn", now, by=by, person=str(person_id)
        )
    return db.session.get_one(StaffAccount, person_id).sign_in_name, words


def _open_account(
    realm: str, person_id: UUID, terms: Terms, identity: Identity, lock: Lock, words: str
) -> None:
    facts = terms.facts
    if facts is None or account_named(terms.sign_in_name):
        raise Refused(NAME_TAKEN)
    person = Person(
        person_id, facts.name, facts.position, facts.unit, facts.roles, facts.desks, identity.public_key,
        is_provisional=True,
    )  # fmt: skip
    create_account(realm, person, terms.sign_in_name, lock, words)
    if terms.address:
        db.session.add(StaffMail(person_id=person_id, address=terms.address))
    db.session.flush()
