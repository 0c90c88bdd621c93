"""The keys that belong to an office, oversight's and the custodian's: who holds them, who waits, and handing them on.

Whoever holds one seals it to a newcomer by a click of their own; no job, no administrator and no command can. Who lacks
one is worked out of the signed directory and what is there, so that no row can ask for anybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound
from wbs.ledger.append import record
from wbs.outbox.announce import announce
from wbs.people.terms import is_reader
from wbs.staff.accounts import CUSTODY_OF, hand_over, shared_identity
from wbs.staff.directory import REALMS, Directory, Person
from wbs.staff.instance import Instance
from wbs.staff.records import Custody
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class SharedKey:
    """One key of an office as its officers see it; `is_mine` for who can hand it on."""

    name: str
    holders: tuple[Person, ...]
    lacking: tuple[Person, ...]
    is_mine: bool
    is_known_outside: bool


def shared_keys(directory: Directory, person: Person) -> tuple[SharedKey, ...]:
    """Those of this person's own offices."""
    found = []
    for name, role in CUSTODY_OF.items():
        if person.has_role(role):
            held = holders(directory, name)
            lacks, is_known = lacking(directory, name), known_outside(directory, name)
            found.append(SharedKey(name, held, lacks, person in held, is_known))
    return tuple(found)


def holders(directory: Directory, shared: str) -> tuple[Person, ...]:
    """People of the office to whom the seed is sealed."""
    have = {person_id for person_id, sealed in _copies(directory.realm, shared) if sealed}
    return tuple(person for person in directory.with_role(CUSTODY_OF[shared]) if person.id in have)


def known_outside(directory: Directory, shared: str) -> bool:
    """Whether somebody held this key who is no longer of the office: a copy of the seed opens what will be sealed."""
    office = {person.id for person in directory.with_role(CUSTODY_OF[shared])}
    return any(person_id not in office for person_id, sealed in _copies(directory.realm, shared) if not sealed)


def _copies(realm: str, shared: str) -> Sequence[sa.Row[tuple[UUID, bytes]]]:
    query = sa.select(Custody.person_id, Custody.sealed_seed)
    return db.session.execute(query.where(Custody.realm == realm, Custody.shared == shared)).all()


def lacking(directory: Directory, shared: str) -> tuple[Person, ...]:
    """People of the office with a key of their own who hold none: newcomers, and who forgot their password."""
    held = {person.id for person in holders(directory, shared)}
    return tuple(
        person for person in directory.with_role(CUSTODY_OF[shared])
        if person.id not in held and may_hold(person, shared)
    )  # fmt: skip


def may_hold(person: Person, shared: str) -> bool:
    """Never somebody who reads cases as well, whatever the directory says of them."""
    reads = is_reader(person.roles) or bool(person.desks)
    return person.has_role(CUSTODY_OF[shared]) and not reads and not person.is_provisional


def give_custody(instance: Instance, signed_in: SignedIn, shared: str, person_id: UUID, now: datetime) -> Person:
    """Seals the shared seed to one more officer of the same office, by the directory as it is now. Who was given it
    meanwhile has it. Raises NotFound, NotAllowed for whoever does not hold it, Distrusted for a swapped seed."""
    directory = instance.directory(signed_in.realm, now)
    person = directory.person(person_id)
    if shared not in CUSTODY_OF or not may_hold(person, shared) or person.id == signed_in.person.id:
        raise NotFound
    if not may_hold(signed_in.person, shared):
        raise NotAllowed
    identity = shared_identity(directory, shared, signed_in)
    with transaction():
        if person in lacking(directory, shared):
            hand_over(directory, shared, identity.seed, person)
            record(
                instance.pen("staff"), directory.realm, "custody:given", now, by=signed_in.get_id(),
                person=str(person_id), shared=shared,
            )  # fmt: skip
            announce("reminder", person_id, instance.next_tick(now), directory.realm)
    return person


def take_custody(
    instance: Instance, realm: str, person_id: UUID, shared: Collection[str], now: datetime, by: str | None = None
) -> None:
    """Deletes this person's copies in the open transaction, each with its entry: by an officer, or by the worker. That
    there was one stays known until the key is replaced."""
    own = (
        Custody.realm == realm, Custody.person_id == person_id, Custody.shared.in_(shared), Custody.sealed_seed != b"",
    )  # fmt: skip
    for name in sorted(db.session.execute(sa.select(Custody.shared).where(*own)).scalars()):
        pen = instance.pen("staff" if by else "worker")
        record(pen, realm, "custody:deleted", now, by=by, person=str(person_id), shared=name)
    db.session.execute(sa.update(Custody).where(*own).values(sealed_seed=b""))


def sweep_custody(instance: Instance, now: datetime) -> None:
    """At night: copies of people who are no longer of the office, sealed while the directory changed, go."""
    for realm in REALMS:
        directory = instance.directory(realm, now)
        copies = [(one, shared) for shared in CUSTODY_OF for one, sealed in _copies(realm, shared) if sealed]
        for person_id, shared in copies:
            person = directory.find(person_id)
            if person is None or not person.has_role(CUSTODY_OF[shared]):
                with transaction():
                    take_custody(instance, realm, person_id, {shared}, now)
