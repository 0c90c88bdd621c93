"""What people do after a ceremony: each makes a key of their own, and the holder signs the directories again."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from wbs.crypto.gate import Gate
from wbs.crypto.identity import Identity
from wbs.founding.ceremony import Ceremony
from wbs.founding.sheets import Sheet
from wbs.keyfolder import write_secret
from wbs.staff.directory import REALMS, Directory, check_directory, sign_directory
from wbs.staff.directory_key import unlock_directory_key
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class Settled:
    """People by sign-in name, with their own keys."""

    instance: Instance
    ids: dict[str, tuple[str, UUID]]
    identities: dict[UUID, Identity]

    def officer(self, sign_in_name: str, today: date) -> SignedIn:
        realm, person_id = self.ids[sign_in_name]
        person = self.instance.directories.current(realm, today).person(person_id)
        return SignedIn(person, realm, self.identities[person_id], session_hash=b"")


def secret_on(sheet: Sheet) -> str:
    return " ".join(content for kind, content in sheet.blocks if kind == "letter")


def sheets_called(ceremony: Ceremony, beginning: str) -> list[Sheet]:
    return [sheet for sheet in ceremony.sheets if sheet.name.startswith(beginning)]


def signed_again(instance: Instance, ceremony: Ceremony, directory: Directory) -> None:
    """The directory key is brought in, with its words."""
    words = secret_on(sheets_called(ceremony, "kunci-direktori")[0])
    key = unlock_directory_key(ceremony.made.directory_key.read_bytes(), words, Gate())
    write_secret(instance.directories.path(directory.realm), sign_directory(directory, key))


def settle(instance: Instance, ceremony: Ceremony, today: date) -> Settled:
    identities: dict[UUID, Identity] = {}
    for realm in REALMS:
        directory = directory_of(instance, realm, today)
        people = []
        for person in directory.people:
            identities[person.id] = Identity.generate()
            people.append(replace(person, public_key=identities[person.id].public_key, is_provisional=False))
        signed_again(instance, ceremony, replace(directory, serial=2, people=tuple(people)))
    members = {member.name: member for member in ceremony.made.charter.members}
    ids = {
        members[person.name].sign_in_name: (realm, person.id)
        for realm in REALMS
        for person in directory_of(instance, realm, today).people
    }
    return Settled(instance, ids, identities)


def directory_of(instance: Instance, realm: str, today: date) -> Directory:
    path: Path = instance.directories.path(realm)
    return check_directory(path.read_bytes(), instance.keys.directory_public, realm, today)
