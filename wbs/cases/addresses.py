"""Where a notice goes: the worker alone opens contact addresses, with the notifier's seed from its key folder."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from wbs.cases.records import Case, Contact
from wbs.crypto.envelope import open_key, open_sealed
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.keyfolder import MissingKey
from wbs.ledger.append import record
from wbs.outbox.delivery import Post, deliver_due, post_by
from wbs.outbox.mail import KINDS_OF_ALARM
from wbs.staff.instance import Instance
from wbs.staff.records import StaffMail


def deliver_notices(instance: Instance, now: datetime) -> None:
    """Sends what is due; without a mail server the rows wait. Raises DeliveryFailed."""
    if instance.settings.mail.host:
        deliver_due(_post(instance), now)


def _post(instance: Instance) -> Post:
    def address_of(kind: str, recipient: UUID) -> str | None:
        if kind in KINDS_OF_ALARM:
            return instance.settings.alarm_mail or None
        return _contact_address(instance, recipient) if kind == "reporter_news" else _staff_address(recipient)

    def record_parked(realm: str, now: datetime) -> None:
        record(instance.pen("worker"), realm, "notice:parked", now)

    return post_by(instance.settings.mail, address_of, record_parked)


def _contact_address(instance: Instance, contact_id: UUID) -> str | None:
    contact = db.session.get(Contact, contact_id)
    if contact is None:
        return None
    realm = db.session.get_one(Case, contact.case_id).realm
    key = contact_key(instance.keys.notifier_seeds, contact, realm)
    where = (realm, "contact", contact_id, contact.case_id, "sealed_address")
    return open_sealed(key, contact.sealed_address, *where).decode()


def contact_key(seeds: Sequence[bytes], contact: Contact, realm: str) -> bytes:
    """The key of an address, by whichever of the notifier's seeds it was sealed to. Raises MissingKey, Unreadable."""
    if not seeds:
        raise MissingKey("notifier")
    for seed in seeds:
        with suppress(Unreadable):
            return open_key(Identity(seed), contact.sealed_key, "contact", realm, contact.id, contact.case_id)
    raise Unreadable


def _staff_address(person_id: UUID) -> str | None:
    row = db.session.get(StaffMail, person_id)
    return row.address if row else None
