"""What a new key of an office changes once it is signed: who holds it, and who knows no longer what is sealed."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.db import db
from wbs.ledger.append import record
from wbs.people.custody import may_hold
from wbs.people.records import DirectoryChange
from wbs.people.terms import SHARED, Terms
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.staff.keyring import keep_former
from wbs.staff.records import Custody


def put_shared(
    instance: Instance, before: Directory, after: Directory, row: DirectoryChange, terms: Terms, now: datetime
) -> None:
    """In the open transaction: every copy of the former seed makes room, and the former one lies under the new.

    Of whoever lost the office since the new one was sealed to them a trace stays, as of anybody who left.
    """
    shared, its_own = terms.shared, (Custody.realm == after.realm, Custody.shared == terms.shared)
    db.session.execute(sa.delete(Custody).where(*its_own))
    for person_id, sealed in _sealed(row, terms).items():
        person = after.find(person_id)
        kept = sealed if person is not None and may_hold(person, shared) else b""
        db.session.add(Custody(realm=after.realm, shared=shared, person_id=person_id, sealed_seed=kept))
    if terms.sealed_former:
        former_id = before.shared_recipient(shared).key_id
        keep_former(after.realm, shared, former_id, terms.public_key, terms.sealed_former)
    row.terms = replace(terms, sealed_seed=b"", sealed_others={}, sealed_former=b"").to_json()
    record(
        instance.pen("worker"), after.realm, "custody:renewed", now, person=str(row.person_id), shared=shared,
        sha256=hashlib.sha256(terms.public_key).hexdigest(),
    )  # fmt: skip


def is_unheld(before: Directory, after: Directory, shared: str, changes: Iterable[UUID]) -> bool:
    """Whether nobody whom the new key was sealed to still has the office. A key that stays is another question."""
    if before.shared.get(shared) == after.shared.get(shared):
        return False
    new = sa.select(DirectoryChange).where(DirectoryChange.id.in_(list(changes)), DirectoryChange.kind == SHARED)
    rows = [(row, Terms.from_json(row.terms)) for row in db.session.execute(new).scalars()]
    given = {person_id for row, terms in rows if terms.shared == shared for person_id in _sealed(row, terms)}
    return not any(person.id in given and may_hold(person, shared) for person in after.with_role(CUSTODY_OF[shared]))


def _sealed(row: DirectoryChange, terms: Terms) -> dict[UUID, bytes]:
    return {row.person_id: terms.sealed_seed, **terms.sealed_others}
