"""The closed vocabulary: each tag, exactly the fields it carries, and which faces may write it.

Decides too what is told about time: whoever writes through the public face is a reporter, so those entries carry a day
and wait for the night; staff and worker carry whole seconds and wait for the tick. Knows no bytes, keys or tables.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from wbs.ledger.kinds import (
    DATE,
    HASH,
    KEY,
    MOMENT,
    NUMBER,
    PERSON,
    PSEUDONYM,
    RECORD,
    UUID,
    BadEntry,
    Kind,
    exactly,
    maybe,
)

VERSION = 1
REALMS = ("main", "bypass")
FACES = ("public", "staff", "worker")


@dataclass(frozen=True)
class Tag:
    """One kind of act. `by_day`: it tells when a reporter acted, even when staff write it down for them."""

    faces: frozenset[str]
    fields: Mapping[str, Kind]
    by_day: bool = False
    names_staff: bool = True


def _case(faces: str, by_day: bool = False, **fields: Kind) -> Tag:
    return Tag(frozenset(faces.split()), {"case": PSEUDONYM, **fields}, by_day=by_day)


def _house(faces: str, names_staff: bool = True, **fields: Kind) -> Tag:
    return Tag(frozenset(faces.split()), fields, names_staff=names_staff)


TAGS: Mapping[str, Tag] = {
    # the life of a case
    "case:opened": _case("public staff", by_day=True, commitment=HASH, due_on=DATE),
    "case:told": _case("public staff", by_day=True, sealed_sha256=HASH, recovery_sha256=HASH),
    "case:stage:changed": _case("public staff worker", stage=KEY),
    "case:waiting:changed": _case("public staff worker", waiting=maybe(KEY)),  # left out: nobody is waited for
    "case:taken": _case("staff"),
    "case:escalated": _case("worker"),
    "case:deadline:extended": _case("public staff", due_on=DATE, approver=maybe(PERSON)),
    "disposition:recorded": _case("staff", sealed_sha256=HASH),
    "conclusion:recorded": _case("staff", sealed_sha256=HASH),
    "closing:proposed": _case("staff", sealed_sha256=maybe(HASH)),
    "closing:returned": _case("staff", sealed_sha256=maybe(HASH)),
    "case:closed": _case("staff", approver=PERSON, sealed_sha256=HASH),
    "case:reopened": _case("public staff", sealed_sha256=maybe(HASH)),
    "purge:proposed": _case("staff", sealed_sha256=HASH),
    "purge:returned": _case("staff", sealed_sha256=HASH),
    "purge:approved": _case("staff"),
    "case:kept": _case("staff", review_on=DATE, sealed_sha256=HASH),  # longer than its retention, or purge called off
    "case:purged": _case("worker", approver=PERSON),
    # who can read it, and who did
    "case:granted": _case("public staff worker", person=PERSON, grant_reason=KEY),
    "case:grant:deleted": _case("staff worker", person=PERSON),
    "conflict:declared": _house("staff", case=maybe(PSEUDONYM), answer=KEY),  # none, or conflict
    "conflict:stated": _house("staff", answer=KEY),  # for a year: declared, or none; which units, it does not say
    "case:report:read": _case("staff"),
    "case:file:viewed": _case("staff", sealed_sha256=HASH),
    "case:file:downloaded": _case("staff", sealed_sha256=HASH),
    "recovery:used": _house("staff", case=maybe(PSEUDONYM)),
    # what was written, as the hash of its sealed bytes
    "case:message:written": _case("public staff", sealed_sha256=HASH, direction=KEY),
    "case:note:written": _case("staff", sealed_sha256=HASH),
    "case:file:added": _case("public staff", sealed_sha256=HASH),
    "case:report:redacted": _case("staff", sealed_sha256=HASH),
    "case:card:changed": _case("staff", sealed_sha256=HASH),
    "facet:recorded": _case("public staff", sealed_sha256=HASH, facet=RECORD),
    # the reporter
    "contact:left": _case("public", by_day=True),
    "contact:removed": _case("public", by_day=True),
    "withdrawal:asked": _case("public", by_day=True),
    "review:asked": _case("public", by_day=True),
    "identity:asked": _case("staff"),
    "identity:released": _case("staff", approver=maybe(PERSON)),
    # the house
    "export:made": _house("staff", case=maybe(PSEUDONYM), export=KEY, sha256=maybe(HASH)),
    "figures:read": _house("staff"),
    "staff:signed-in": _house("staff"),
    "staff:signed-out": _house("staff"),
    "staff:sign-in:refused": _house("staff", names_staff=False, person=maybe(PERSON)),  # never what was typed
    "factor:added": _house("staff"),
    "factor:removed": _house("staff"),
    "password:changed": _house("staff"),
    "password:replaced": _house("staff"),  # forgotten; a passkey and a code stood in for it
    "directory:changed": _house("staff worker", serial=NUMBER, sha256=HASH),
    "people:proposed": _house("staff", person=PERSON, change=KEY),
    "people:decided": _house("staff worker", person=PERSON, change=KEY, answer=KEY),  # approved, returned, key_holder
    "people:words:drawn": _house("staff", person=PERSON),
    "custody:given": _house("staff", person=PERSON, shared=KEY),  # a key of an office, oversight or custodian
    "custody:deleted": _house("staff worker", person=PERSON, shared=KEY),
    "custody:renewed": _house("worker", person=PERSON, shared=KEY, sha256=HASH),  # of the new public key; its maker
    "access:answered": _house("staff", person=PERSON, answer=KEY, held=NUMBER),  # keep, or remove; cases held
    "access:reviewed": _house("staff"),
    "units:proposed": _house("staff", change=KEY, sha256=HASH),  # of the new states; which units, it does not say
    "units:decided": _house("staff", change=KEY, answer=KEY, sha256=HASH),  # approved, or returned
    "units:changed": _house("worker", sha256=HASH),  # of the whole list, in force with its directory
    "rules:changed": _house("staff worker", sha256=HASH),
    "calendar:changed": _house("staff worker", sha256=HASH),
    "key:rotated": _house("worker", key=KEY, number=NUMBER),  # which key, such as ledger_public; never its value
    "key:retired": _house("worker", key=KEY, number=NUMBER),
    "notice:parked": _house("worker", notice=maybe(UUID)),
    "log:restored": _house("worker", size=NUMBER, root=HASH),
}


_ANY_REALM = f'"(?:{"|".join(REALMS)})"'


@cache
def fields_of(tag: str, face: str) -> Mapping[str, Kind]:
    """Every field of an entry with this tag from this face, the implied ones too, in canonical order.

    Raises BadEntry for an unknown tag, and for a tag that is not this face's to write.
    """
    if tag not in TAGS:
        raise BadEntry("unknown tag")
    if face not in TAGS[tag].faces:
        raise BadEntry(f"{tag}: not for this face to write")
    implied = {"v": exactly(VERSION), "tag": exactly(tag), "face": exactly(face), "realm": Kind("a realm", _ANY_REALM)}
    implied |= {"day": DATE} if tells_day_only(tag, face) else {"at": MOMENT}
    if face == "staff" and TAGS[tag].names_staff:
        implied["by"] = PERSON
    return dict(sorted({**TAGS[tag].fields, **implied}.items()))


def tells_day_only(tag: str, face: str) -> bool:
    """Whether the entry is about a reporter's act, and so must not tell a time."""
    return face == "public" or TAGS[tag].by_day


def waits_for(tag: str, face: str) -> str:
    """When the entry may enter the log: at the next "tick", or in the "night" in random order."""
    return "night" if tells_day_only(tag, face) else "tick"


def refuse_strangers(tag: str, face: str, names: Collection[str]) -> None:
    """Raises BadEntry for a field that is not the tag's own: what is implied is never given by the caller."""
    fields_of(tag, face)
    if strangers := sorted(set(names) - TAGS[tag].fields.keys()):
        raise BadEntry(f"{tag}: does not carry {strangers[0]}")


def check(values: Mapping[str, object]) -> None:
    """Raises BadEntry for the first field that is missing, unknown or not of its kind."""
    tag, face = values.get("tag"), values.get("face")
    if not isinstance(tag, str) or not isinstance(face, str):
        raise BadEntry("tag and face must be text")
    fields = fields_of(tag, face)
    if strangers := sorted(set(values) - set(fields)):
        raise BadEntry(f"{tag}: does not carry {strangers[0]}")
    for name, kind in fields.items():
        if name in values and not kind.fits(values[name]):
            raise BadEntry(f"{tag}: {name} must be {kind.says}")
        if name not in values and kind.required:
            raise BadEntry(f"{tag}: {name} is missing")


@cache
def shape(tag: str, face: str, realm: str) -> re.Pattern[bytes]:
    """The canonical bytes of such an entry as one expression: form and vocabulary are checked in a single match."""
    if realm not in REALMS:
        raise BadEntry("unknown realm")
    fields = {**fields_of(tag, face), "realm": exactly(realm)}
    before = (_part(name, kind, "{},") for name, kind in fields.items() if name < "face")
    after = (_part(name, kind, ",{}") for name, kind in fields.items() if name > "face")
    face_part = _part("face", fields["face"], "{}")  # always there, so commas can hang on it
    return re.compile(f"\\{{{''.join(before)}{face_part}{''.join(after)}\\}}".encode("ascii"))


def _part(name: str, kind: Kind, comma: str) -> str:
    part = comma.format(f'"{name}":{kind.pattern}')
    return part if kind.required else f"(?:{part})?"
