"""What can be proposed about people, who may propose and decide it, and what is refused as soon as it is written. Pure.

Proposing is the administrator's, deciding an administrator's or a head's, and never the proposer's own. A realm
without an administrator (the bypass) proposes by its heads: nobody of the inspectorate has a say there.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from wbs.cases.desk_check import OVERSIGHT_ROLES
from wbs.cases.guests import is_guest, is_only_guest
from wbs.cases.lifecycle import ANYONE, HEADS
from wbs.cases.second_person import may_decide
from wbs.cases.vocabulary import DESKS, ROLES
from wbs.staff.directory import Directory, Person, StandIn
from wbs.web.text import N_

ADD, CHANGE, LEAVE, KEY, RESET, STAND_IN = "add", "change", "leave", "key", "reset", "stand_in"
SHARED, END_STAND_IN = "shared", "end_stand_in"
CONFLICTS, CONFLICT_OVER = "conflicts", "conflict_over"  # by the person themself
KINDS: Mapping[str, str] = MappingProxyType(
    {
        ADD: N_("Orang baru"),
        CHANGE: N_("Perubahan data"),
        CONFLICT_OVER: N_("Benturan kepentingan berakhir"),
        CONFLICTS: N_("Benturan kepentingan dinyatakan"),
        LEAVE: N_("Berhenti bertugas"),
        KEY: N_("Kunci baru"),
        RESET: N_("Lupa kata sandi"),
        STAND_IN: N_("Pengganti sementara"),
        END_STAND_IN: N_("Pengganti selesai lebih awal"),
        SHARED: N_("Kunci bersama baru"),
    }
)
# what becomes part of the next directory, in this order
SIGNED = (ADD, CHANGE, CONFLICT_OVER, CONFLICTS, KEY, END_STAND_IN, STAND_IN, SHARED, LEAVE)
# RESET only where the directory key is the second person
IN_ORDER = (ADD, CHANGE, CONFLICT_OVER, CONFLICTS, RESET, KEY, END_STAND_IN, STAND_IN, SHARED, LEAVE)
OPEN, APPROVED, RETURNED, DONE = "open", "approved", "returned", "done"
BYPASS_PREFIX = "bypass_"

NO_ROLE = N_("Pilih paling sedikit satu peran.")
MIXED = N_("Auditor, penjaga identitas, dan administrator tidak pernah duduk di meja atau membaca laporan. Pilih salah satu.")  # noqa: E501
NO_DESK = N_("Siapa yang membaca laporan duduk di sebuah meja. Pilih mejanya, atau lepaskan perannya.")
GUEST_ONLY = N_("Penyetuju tamu tidak punya peran lain dan tidak duduk di meja. Pilih salah satu.")
NO_READER = N_("Siapa yang duduk di meja perlu peran verifikator, pemeriksa, irban, atau inspektur.")


@dataclass(frozen=True)
class Facts:
    """What the directory is to say of a person, all but the key."""

    name: str
    position: str
    unit: str
    roles: frozenset[str]
    desks: frozenset[str]
    conflict_units: frozenset[str] = frozenset()

    @classmethod
    def of(cls, person: Person) -> "Facts":
        return cls(person.name, person.position, person.unit, person.roles, person.desks, person.conflict_units)


@dataclass(frozen=True)
class Terms:
    """The content of one change; which fields are filled in depends on its kind."""

    facts: Facts | None = None
    sign_in_name: str = ""
    address: str = ""
    public_key: bytes = field(default=b"", repr=False)
    stands_for: UUID | None = None
    desk: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    shared: str = ""  # the name of a key of an office; `public_key` is the new one
    sealed_seed: bytes = field(default=b"", repr=False)  # its secret half, sealed to who made it
    sealed_others: Mapping[UUID, bytes] = field(default_factory=dict, repr=False)  # and to who else goes on holding it
    sealed_former: bytes = field(default=b"", repr=False)  # the seed it replaces, under the new one
    units: frozenset[str] = frozenset()  # that become conflicts, or are none any more
    reason: str = ""

    @property
    def period(self) -> StandIn | None:
        """What the directory says of a stand-in, or is to say no longer."""
        return StandIn(self.desk, self.begins_on, self.ends_on) if self.begins_on and self.ends_on else None

    def to_json(self) -> str:
        values: dict[str, Any] = {
            "sign_in_name": self.sign_in_name, "address": self.address, "desk": self.desk,
            "key": base64.b64encode(self.public_key).decode(), "shared": self.shared,
            "sealed_seed": base64.b64encode(self.sealed_seed).decode(), "stands_for": str(self.stands_for or ""),
            "sealed_former": base64.b64encode(self.sealed_former).decode(),
            "sealed_others": {str(one): base64.b64encode(raw).decode() for one, raw in self.sealed_others.items()},
            "begins_on": self.begins_on.isoformat() if self.begins_on else "",
            "ends_on": self.ends_on.isoformat() if self.ends_on else "",
            "units": sorted(self.units), "reason": self.reason,
        }  # fmt: skip
        if self.facts:
            values["facts"] = {
                name: sorted(value) if isinstance(value, frozenset) else value
                for name, value in vars(self.facts).items()
            }
        return json.dumps(values, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Terms":
        values = json.loads(text)
        facts = values.get("facts")
        return cls(
            facts=Facts(**{name: frozenset(one) if isinstance(one, list) else one for name, one in facts.items()})
            if facts else None,
            sign_in_name=values["sign_in_name"], address=values["address"], desk=values["desk"],
            public_key=base64.b64decode(values["key"]),
            stands_for=UUID(values["stands_for"]) if values["stands_for"] else None,
            begins_on=date.fromisoformat(values["begins_on"]) if values["begins_on"] else None,
            ends_on=date.fromisoformat(values["ends_on"]) if values["ends_on"] else None,
            shared=values.get("shared", ""), sealed_seed=base64.b64decode(values.get("sealed_seed", "")),
            sealed_former=base64.b64decode(values.get("sealed_former", "")),
            sealed_others={UUID(one): base64.b64decode(raw) for one, raw in values.get("sealed_others", {}).items()},
            units=frozenset(values.get("units", ())), reason=values.get("reason", ""),
        )  # fmt: skip


def may_propose(directory: Directory, person: Person, subject: Person | None = None) -> bool:
    """About `subject`, or about anybody. An administrator who left or forgot cannot propose it: then a head does."""
    if person.has_role("admin"):
        return True
    is_heads = not directory.with_role("admin") or (subject is not None and subject.has_role("admin"))
    return is_heads and person.has_role(*HEADS)


def is_alone(directory: Directory, kind: str, proposer: UUID, subject: UUID) -> bool:
    """Whether nobody here is left to decide it: then the holder of the directory key is the second person.

    Who left, or lost a key, is not counted on when it is about them.
    """
    gone = {proposer, subject} if kind in (LEAVE, RESET, KEY) else {proposer}
    able = (person for person in directory.people if not person.is_provisional and person.id not in gone)
    return kind in IN_ORDER and kind != STAND_IN and not any(may_decide(person, proposer) for person in able)


def has_two(directory: Directory) -> bool:
    """Whether somebody with a key of their own can propose, and somebody else decide. After `wbs init` nobody can."""
    able = [person for person in directory.people if not person.is_provisional]
    return any(
        may_propose(directory, one) and any(may_decide(other, one.id) for other in able) for one in able
    )


def is_reader(roles: frozenset[str]) -> bool:
    return not roles.isdisjoint(ANYONE)


def is_mixed(person: Person) -> bool:
    """Whether somebody who watches, keeps identities or administers could be given a report as well, or a guest is more
    than a guest."""
    if is_guest(person.roles) and (not is_only_guest(person.roles, person.desks) or person.stands_in):
        return True
    reads = is_reader(person.roles) or bool(person.desks) or bool(person.stands_in)
    return reads and not person.roles.isdisjoint(OVERSIGHT_ROLES)


def desks_of(realm: str) -> tuple[str, ...]:
    """The desks that somebody of this realm can sit at."""
    return tuple(key for key in DESKS if key.startswith(BYPASS_PREFIX) == (realm == "bypass"))


def problem_with(facts: Facts, realm: str) -> str:
    """Why these facts cannot be proposed, as a msgid; "" when they can."""
    if not facts.roles or not facts.roles <= ROLES.keys():
        return NO_ROLE
    if is_guest(facts.roles) and not is_only_guest(facts.roles, facts.desks):
        return GUEST_ONLY
    reads = is_reader(facts.roles) or bool(facts.desks)
    if reads and not facts.roles.isdisjoint(OVERSIGHT_ROLES):
        return MIXED
    if facts.desks and not is_reader(facts.roles):
        return NO_READER
    if not facts.desks <= frozenset(desks_of(realm)) or (is_reader(facts.roles) and not facts.desks):
        return NO_DESK
    return ""
