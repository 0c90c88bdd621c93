"""Who may have a dossier, and the act of making one: noted in the case and in the ledger before a byte of it leaves.

A named recipient is somebody of the same directory who reads cases, whom the reporter did not leave out, whom the
report does not name, and who declared no conflict about it. Does not decide what is in a dossier.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wbs.cases.access import Held, hold, require
from wbs.cases.custody import note_download
from wbs.cases.dossier import Dossier, make_dossier
from wbs.cases.dossier_manifest import Choice, Occasion
from wbs.cases.eligibility import eligible
from wbs.cases.notes import EXPORT, Entry, add_entry
from wbs.cases.reading import open_report
from wbs.cases.rerouting import have_left
from wbs.crypto.archive import Head, head_for_person, head_for_words
from wbs.crypto.passphrase import words_from
from wbs.db import transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.directory import Person
from wbs.staff.frames import READERS
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

NOT_FOR_THEM = N_("Berkas ini tidak dapat dibuat untuk orang itu. Pilih penerima lain dari daftar.")
FOR_PERSON, FOR_WORDS = "dossier_key", "dossier_words"  # how the ledger calls them


@dataclass(frozen=True)
class Export:
    """A dossier and the head that says who opens it: what `dossier.send` needs."""

    dossier: Dossier
    head: Head = field(repr=False)


@dataclass(frozen=True)
class Wish:
    """What an officer asked for: parts, and what it is for."""

    choice: Choice
    purpose: str = field(repr=False)


def recipients(instance: Instance, held: Held, now: datetime) -> tuple[Person, ...]:
    """To whom a dossier of this case can be sealed, by name."""
    gone = have_left(held)
    people = (one for one in instance.directory(held.realm, now).with_role(*READERS) if str(one.id) not in gone)
    return tuple(sorted(eligible(people, open_report(held), instance.organisation), key=lambda one: one.name))


def export_to_person(
    instance: Instance, signed_in: SignedIn, case_id: UUID, person_id: UUID, wish: Wish, now: datetime
) -> Export:
    """A dossier that this person's key alone opens. Raises Refused for somebody who may not have it."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "export_case")
    person = next((one for one in recipients(instance, held, now) if one.id == person_id), None)
    if person is None:
        raise Refused(NOT_FOR_THEM)
    occasion = Occasion(now, signed_in.get_id(), signed_in.person.name, str(person.id), person.name)
    dossier = make_dossier(instance, held, wish.choice, occasion)
    head = head_for_person(instance.directory(held.realm, now).recipient(person.id))
    _note(instance, signed_in, held, dossier, Entry(EXPORT, signed_in.get_id(), wish.purpose, to=str(person.id)), now)
    return Export(dossier, head)


def export_under_words(
    instance: Instance, signed_in: SignedIn, case_id: UUID, token: bytes, wish: Wish, now: datetime
) -> Export:
    """A dossier that opens with the eight words drawn for `token`. Raises Busy."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "export_case")
    dossier = make_dossier(instance, held, wish.choice, Occasion(now, signed_in.get_id(), signed_in.person.name))
    head = head_for_words(" ".join(words_from(signed_in.identity.seed, token)), instance.staff_gate)
    _note(instance, signed_in, held, dossier, Entry(EXPORT, signed_in.get_id(), wish.purpose), now)
    return Export(dossier, head)


def _note(
    instance: Instance, signed_in: SignedIn, held: Held, dossier: Dossier, entry: Entry, now: datetime
) -> None:
    pen, by, case_id = instance.pen("staff"), signed_in.get_id(), held.case_id
    with transaction():
        sha = add_entry(held.key, held.realm, case_id, entry, now)
        record(pen, held.realm, "case:note:written", now, case_id=case_id, by=by, sealed_sha256=sha)
        for _path, file in dossier.files:
            note_download(instance, signed_in, held, file, now)
        record(
            pen, held.realm, "export:made", now, case_id=case_id, by=by,
            export=FOR_PERSON if entry.to else FOR_WORDS, sha256=dossier.sha256,
        )
