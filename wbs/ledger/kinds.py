"""The kinds of value that an entry may carry: each is the pattern of its JSON form, and none admits a sentence.

One pattern serves twice: for one value when an entry is written, and inside the shape of a whole entry when the log is
verified. Knows no tags.
"""

import json
import re
from dataclasses import dataclass, replace


class BadEntry(ValueError):
    """Not an entry of this log; the message names the tag and the field, never the value."""


@dataclass(frozen=True)
class Kind:
    """`says` completes "must be ..."; `pattern` is a regular expression over the value's JSON."""

    says: str
    pattern: str
    required: bool = True

    def fits(self, value: object) -> bool:
        return isinstance(value, str | int) and re.fullmatch(self.pattern, _json(value)) is not None


def _json(value: str | int) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # an int too long to be written
        return ""


def maybe(kind: Kind) -> Kind:
    """The same kind, in a field that may be left out."""
    return replace(kind, required=False)


def exactly(value: str | int) -> Kind:
    """One fixed value."""
    return Kind(f"{value}", re.escape(json.dumps(value)))


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = r"[a-z][a-z0-9]{0,15}(?:_[a-z0-9]{1,15}){0,3}"
_DATE = (  # only days that exist, so that no reader trips over 31 February
    r"(?:20\d\d-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8]))"
    r"|20(?:[02468][048]|[13579][26])-02-29)"
)
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"

HASH = Kind("64 lower-case hex digits", r'"[0-9a-f]{64}"')
PSEUDONYM = Kind("32 lower-case hex digits", r'"[0-9a-f]{32}"')
UUID = Kind("a UUID", f'"{_UUID}"')
PERSON = Kind("a person's UUID, or recovery", f'"(?:{_UUID}|recovery)"')
RECORD = Kind("32 lower-case hex digits, or a UUID", f'"(?:[0-9a-f]{{32}}|{_UUID})"')
KEY = Kind("a key such as tidak_lengkap", f'"{_KEY}"')
DATE = Kind("a date as 2026-01-31", f'"{_DATE}"')
MOMENT = Kind("whole seconds UTC as 2026-01-31T08:30:00Z", f'"{_DATE}T{_TIME}Z"')
NUMBER = Kind("a whole number of at most 15 digits", r"(?:0|[1-9][0-9]{0,14})")
