"""The directory: one signed document per realm that says who works here, on which desks, and under which public keys.

A file outside the database, signed off line. It is the only source of recipients: a key that stands in the database
alone is never sealed to. Decides what is refused: a bad signature, another realm, an expired document, a serial below
the highest one seen. Does not know how people prove who they are.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wbs.crypto.identity import Recipient
from wbs.errors import Distrusted, NotFound
from wbs.organisation.government import Government

REALMS = ("main", "bypass")
SHARED = ("oversight", "custodian", "notifier", "recovery")  # identities that belong to an office, not to a person
VERSION = 2
SIGNED_PREFIX = b"wbs/v1 directory\n"


@dataclass(frozen=True)
class StandIn:
    """For a while, first and last day included, somebody is given the new reports of a desk that is not theirs."""

    desk: str
    begins_on: date
    ends_on: date

    def counts(self, desk: str, day: date) -> bool:
        return self.desk == desk and self.begins_on <= day <= self.ends_on


Ended = frozenset[tuple[UUID, StandIn]]  # of these people, periods that count no longer


@dataclass(frozen=True)
class Person:
    """Somebody who works here; `unit` and `conflict_units` are unit codes.

    `is_provisional`: the key is the ceremony's, under a one-time password. Nothing is sealed to it before the person
    has made one of their own and the directory was signed again.
    """

    id: UUID
    name: str
    position: str
    unit: str
    roles: frozenset[str]
    desks: frozenset[str]
    public_key: bytes = field(repr=False)
    conflict_units: frozenset[str] = frozenset()
    is_provisional: bool = False
    stands_in: tuple[StandIn, ...] = ()

    def is_stand_in(self, desk: str, day: date) -> bool:
        return any(one.counts(desk, day) for one in self.stands_in)

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Directory:
    """A directory whose signature, realm and dates were checked."""

    realm: str
    serial: int
    valid_until: date
    people: tuple[Person, ...]
    shared: Mapping[str, bytes] = field(repr=False)
    government: Government | None = None  # stands in the document of `main` and counts for the whole installation

    @cached_property
    def _by_id(self) -> dict[UUID, Person]:
        return {person.id: person for person in self.people}

    def find(self, person_id: UUID) -> Person | None:
        return self._by_id.get(person_id)

    def person(self, person_id: UUID) -> Person:
        """Raises NotFound for somebody who is not, or no longer, in the directory."""
        person = self.find(person_id)
        if person is None:
            raise NotFound
        return person

    @cached_property
    def _by_desk(self) -> dict[str, tuple[Person, ...]]:
        return {desk: tuple(person for person in self.people if desk in person.desks) for desk in self.desks}

    @cached_property
    def members_at(self) -> dict[tuple[str, str], tuple[Person, ...]]:
        """Of each desk, by realm and desk."""
        return {(self.realm, desk): members for desk, members in self._by_desk.items()}

    @cached_property
    def has_stand_ins(self) -> bool:
        return any(person.stands_in for person in self.people)

    def standing_in(self, desk: str, day: date) -> frozenset[UUID]:
        """Who stands in at the desk on that day."""
        if not self.has_stand_ins:
            return frozenset()
        return frozenset(person.id for person in self.people if person.is_stand_in(desk, day))

    def members(self, desk: str) -> tuple[Person, ...]:
        return self._by_desk.get(desk, ())

    def on_duty(self, desk: str, day: date, ended: Ended = frozenset()) -> tuple[Person, ...]:
        """Who is given new reports of the desk on that day: its members, and who stands in there."""
        if not self.has_stand_ins:
            return self.members(desk)
        return tuple(
            person for person in self.people
            if desk in person.desks
            or any(one.counts(desk, day) and (person.id, one) not in ended for one in person.stands_in)
        )  # fmt: skip

    def with_role(self, *roles: str) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.has_role(*roles))

    @cached_property
    def desks(self) -> frozenset[str]:
        return frozenset(desk for person in self.people for desk in person.desks)

    @cached_property
    def recipients(self) -> dict[bytes, Recipient]:
        """Everybody of the document by public key: unpacking one takes as long as sealing to it."""
        keys = (*(person.public_key for person in self.people), *self.shared.values())
        return {key: Recipient(key) for key in keys}

    def recipient(self, person_id: UUID) -> Recipient:
        return self.recipients[self.person(person_id).public_key]

    def shared_recipient(self, name: str) -> Recipient:
        """One of SHARED. Raises NotFound when the realm has none."""
        if name not in self.shared:
            raise NotFound
        return self.recipients[self.shared[name]]


def unsigned(directory: Directory) -> bytes:
    """The line that is signed: canonical JSON."""
    return _body(directory)


def read_unsigned(body: bytes) -> Directory:
    """A document that nobody has signed yet: to be looked at, never to seal by. Raises Distrusted."""
    try:
        return _parsed(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Distrusted("not a directory") from None


def sign_directory(directory: Directory, key: Ed25519PrivateKey) -> bytes:
    """The document as its file holds it: one line of canonical JSON, one line of base64 signature."""
    body = _body(directory)
    return body + b"\n" + base64.b64encode(key.sign(SIGNED_PREFIX + body)) + b"\n"


def check_directory(raw: bytes, public_key: bytes, realm: str, today: date, least_serial: int = 0) -> Directory:
    """The directory in `raw`. `public_key` is the raw Ed25519 key of the installation. Raises Distrusted."""
    directory = read_signed(raw, public_key, realm)
    if directory.valid_until < today:
        raise Distrusted("directory expired")
    if directory.serial < least_serial:
        raise Distrusted("directory older than one already seen")
    _require_usable_keys(directory)
    return directory


def read_signed(raw: bytes, public_key: bytes, realm: str) -> Directory:
    """What was signed, also when it has expired or was replaced: never to seal by. Raises Distrusted."""
    body, _, signature = raw.rstrip(b"\n").partition(b"\n")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), SIGNED_PREFIX + body)
    except (InvalidSignature, ValueError):
        raise Distrusted("directory signature") from None
    directory = _parsed(json.loads(body))
    if directory.realm != realm:
        raise Distrusted("directory of another realm")
    return directory


def _require_usable_keys(directory: Directory) -> None:
    """One key that nobody can seal to would stop every filing to its desk: it is found when the document is read."""
    for key in directory.recipients:
        try:
            Recipient(key).key  # noqa: B018 - unpacking it is the test; kept are only the keys that are sealed to
        except ValueError:
            raise Distrusted("directory with an unusable key") from None


def _body(directory: Directory) -> bytes:
    document = {
        "v": VERSION,
        "realm": directory.realm,
        "serial": directory.serial,
        "valid_until": directory.valid_until.isoformat(),
        "people": [_person_document(person) for person in directory.people],
        "shared": {name: base64.b64encode(key).decode() for name, key in directory.shared.items()},
        "government": directory.government.to_document() if directory.government else None,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _person_document(person: Person) -> dict[str, Any]:
    stands_in = [
        {"desk": one.desk, "from": one.begins_on.isoformat(), "until": one.ends_on.isoformat()}
        for one in person.stands_in
    ]
    return {
        "id": str(person.id),
        "name": person.name,
        "position": person.position,
        "unit": person.unit,
        "roles": sorted(person.roles),
        "desks": sorted(person.desks),
        "conflict_units": sorted(person.conflict_units),
        "is_provisional": person.is_provisional,
        "key": base64.b64encode(person.public_key).decode(),
        **({"stands_in": stands_in} if stands_in else {}),
    }


def _parsed(document: dict[str, Any]) -> Directory:
    if document["v"] != VERSION:
        raise Distrusted("directory version")
    government = document["government"]
    return Directory(
        realm=document["realm"],
        serial=document["serial"],
        valid_until=date.fromisoformat(document["valid_until"]),
        people=tuple(_person(entry) for entry in document["people"]),
        shared={name: base64.b64decode(key) for name, key in document["shared"].items()},
        government=Government.from_document(government) if government else None,
    )


def _person(entry: dict[str, Any]) -> Person:
    return Person(
        id=UUID(entry["id"]),
        name=entry["name"],
        position=entry["position"],
        unit=entry["unit"],
        roles=frozenset(entry["roles"]),
        desks=frozenset(entry["desks"]),
        conflict_units=frozenset(entry["conflict_units"]),
        is_provisional=entry["is_provisional"],
        public_key=base64.b64decode(entry["key"]),
        stands_in=tuple(
            StandIn(one["desk"], date.fromisoformat(one["from"]), date.fromisoformat(one["until"]))
            for one in entry.get("stands_in", ())
        ),
    )
