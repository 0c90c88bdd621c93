"""Facets written anew by who holds the cases, after the key that opened the former ones was lost with its last holder.

Which case a facet is of, the ledger tells by its pseudonym; under which key it lies, its epoch. Knows no figure.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import hold
from wbs.cases.facets import record_facet
from wbs.cases.guests import REASON as GUEST_REASON
from wbs.cases.progress import lock
from wbs.cases.records import Case, FacetEpoch, FacetRecord, Grant
from wbs.db import db, transaction
from wbs.errors import NotFound
from wbs.ledger.entry import Entry
from wbs.ledger.read import entries, pending_entries, pseudonyms
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.staff.keyring import openable
from wbs.staff.signing_in import SignedIn

TAG, REASON = "facet:recorded", "reclassified"


def are_lost(directory: Directory) -> bool:
    """Whether some facets of the realm lie under a key that nobody holds any more."""
    query = sa.select(FacetEpoch.id).where(
        FacetEpoch.realm == directory.realm, FacetEpoch.oversight_id.is_not(None),
        FacetEpoch.oversight_id.not_in(openable(directory, "oversight")),
    )  # fmt: skip
    return db.session.execute(query.limit(1)).first() is not None


def to_record_again(signed_in: SignedIn, directory: Directory) -> tuple[UUID, ...]:
    """This officer's cases, open or closed, whose newest facet nobody can open. Reads the whole log after a loss."""
    if not are_lost(directory):
        return ()
    query = sa.select(Grant.case_id).join(Case, Case.id == Grant.case_id).where(
        Grant.person_id == signed_in.person.id, Grant.is_reserve.is_(False), Grant.reason != GUEST_REASON,
        Case.realm == directory.realm,
    )  # fmt: skip
    held, names = db.session.execute(query.order_by(Grant.case_id)).scalars().all(), pseudonyms()
    open_tags, found = _tags_that_open(directory), dict(_newest(directory.realm))
    return tuple(one for one in held if found.get(names.get(one, ""), b"") not in open_tags)


def record_again(instance: Instance, signed_in: SignedIn, now: datetime) -> int:
    """Writes a facet out of each card, one transaction a case. Returns of how many."""
    directory = instance.directory(signed_in.realm, now)
    done = 0
    for case_id in to_record_again(signed_in, directory):
        with transaction():
            lock(case_id)
            try:
                card = hold(signed_in, case_id).card
            except NotFound:  # the grant went meanwhile
                continue
            by = signed_in.get_id()
            record_facet(instance, "staff", directory.realm, case_id, card, REASON, now, by=by)
        done += 1
    return done


def _newest(realm: str) -> Iterator[tuple[str, bytes]]:
    """Pseudonym and tag of each facet, the one that counts last: what staff wrote outranks what waits for the night."""
    told = [*(entry for _, entry in entries(realm, {TAG})), *sorted(pending_entries(realm), key=_is_of_staff)]
    for entry in told:
        if entry.tag == TAG and entry.case is not None:
            yield entry.case, bytes.fromhex(entry.fields["facet"].replace("-", ""))


def _is_of_staff(entry: Entry) -> bool:
    return entry.face == "staff"


def _tags_that_open(directory: Directory) -> frozenset[bytes]:
    query = sa.select(FacetRecord.tag).join(FacetEpoch, FacetEpoch.id == FacetRecord.epoch_id).where(
        FacetEpoch.realm == directory.realm,
        sa.or_(FacetEpoch.oversight_id.is_(None), FacetEpoch.oversight_id.in_(openable(directory, "oversight"))),
    )  # fmt: skip
    return frozenset(db.session.execute(query).scalars())
