"""What a reporter told, as one frozen value, and its bytes. Knows nothing of forms, keys or tables.

The text exists in clear only between `intake.forms` and `envelope.seal`, and between opening and the officer's page.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Party:
    """Somebody named in a report: reported, or not to read it. `unit` is a unit code; what is not known is empty."""

    name: str = ""
    position: str = ""
    unit: str = ""
    unit_text: str = ""  # a unit that is not in the list

    def is_empty(self) -> bool:
        return not (self.name or self.position or self.unit or self.unit_text)


@dataclass(frozen=True)
class Report:
    """The report as told. Keys (kind, flags, knows_by, relation, known_by) are those of keys.json and choices.py."""

    what: str = field(repr=False)
    kind: str = "lainnya"
    unit: str = ""
    unit_text: str = field(default="", repr=False)
    persons: tuple[Party, ...] = field(default=(), repr=False)
    where: str = field(default="", repr=False)
    when: str = field(default="", repr=False)
    how: str = field(default="", repr=False)
    loss_rp: int | None = None  # rupiah, as told
    knows_by: str = ""
    reported_elsewhere: str = field(default="", repr=False)
    relation: str = ""
    known_by: str = ""  # how many people know this
    handle_with_care: str = field(default="", repr=False)  # must not be used without asking the reporter
    flags: frozenset[str] = frozenset()
    gone_on: date | None = None  # the day on which money or evidence will be gone
    excluded: tuple[Party, ...] = field(default=(), repr=False)  # who must not read this: enforced by keys

    def has_place(self) -> bool:
        """A chosen unit counts as *where*."""
        return bool(self.where or self.unit or self.unit_text)

    def has_persons(self) -> bool:
        return any(not person.is_empty() for person in self.persons)

    def to_bytes(self) -> bytes:
        """Canonical JSON, UTF-8, with the version first in meaning if not in place."""
        return json.dumps({"v": VERSION, **_plain(self)}, ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Report":
        """Raises ValueError for an unknown version."""
        values: dict[str, Any] = json.loads(raw)
        if values.pop("v") != VERSION:
            raise ValueError("unknown report version")
        return cls(**_rich(values))


def _plain(report: Report) -> Mapping[str, Any]:
    values = dict(vars(report))
    values["persons"] = [vars(person) for person in report.persons]
    values["excluded"] = [vars(party) for party in report.excluded]
    values["flags"] = sorted(report.flags)
    values["gone_on"] = report.gone_on.isoformat() if report.gone_on else None
    return values


def _rich(values: dict[str, Any]) -> dict[str, Any]:
    parties = {name: tuple(Party(**party) for party in values[name]) for name in ("persons", "excluded")}
    gone_on = date.fromisoformat(values["gone_on"]) if values["gone_on"] else None
    return {**values, **parties, "flags": frozenset(values["flags"]), "gone_on": gone_on}
