"""After a rotation of the notifier's key: at night the worker seals every address to the new one.

All at once and at night, so that no row tells of a visit. Waits until the signed directory names the new key, for
nothing is sealed to a key that stands in a folder alone. Does not retire the old one.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from wbs.cases.addresses import contact_key
from wbs.cases.records import Case, Contact
from wbs.crypto.envelope import seal_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance


def reseal_contacts(instance: Instance, now: datetime) -> None:
    older = instance.keys.notifier_seeds[1:]
    if not older:
        return
    newest = Identity(instance.keys.notifier_seeds[0])
    for realm in REALMS:
        notifier = instance.directory(realm, now).shared_recipient("notifier")
        if notifier.public_key != newest.public_key:
            continue
        with transaction():
            for contact, key in under(older, realm):
                contact.sealed_key = seal_key(notifier, key, "contact", realm, contact.id, contact.case_id)


def under(seeds: Sequence[bytes], realm: str) -> Iterator[tuple[Contact, bytes]]:
    """Addresses of the realm that open by one of these seeds, with their keys."""
    query = sa.select(Contact).join(Case, Case.id == Contact.case_id).where(Case.realm == realm)
    for contact in db.session.execute(query).scalars().all():
        with suppress(Unreadable):
            yield contact, contact_key(seeds, contact, realm)
