"""Whose service this is, as one value: name, zone, languages, profile, own mail domains, jurisdiction and units.

It is written into the signed directory, because whoever could forge a jurisdiction or move a unit could steer reports
to a desk of their choice. Decides its form there; does not know who signs, nor what a rule makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.unit_list import UnitList

LARGE, SMALL = "besar", "kecil"
PROFILES = (LARGE, SMALL)


@dataclass(frozen=True)
class Government:
    """What one government fixes for its installation."""

    name: str
    jurisdiction: Jurisdiction
    zone: ZoneInfo
    languages: tuple[str, ...] = ("id", "en")
    profile: str = LARGE
    own_mail_domains: tuple[str, ...] = ("go.id",)  # a reporter's address under these is refused
    service_channels: tuple[str, ...] = ()  # of its own, for complaints about services
    units: UnitList | None = None  # None: nobody has signed a list yet, the table of the founding counts

    def to_document(self) -> dict[str, Any]:
        house = self.jurisdiction
        return {
            "name": self.name,
            "zone": str(self.zone),
            "languages": list(self.languages),
            "profile": self.profile,
            "own_mail_domains": list(self.own_mail_domains),
            "service_channels": list(self.service_channels),
            "inspectorate_unit": house.inspectorate_unit,
            "governor_units": list(house.governor_units),
            "default_desk": house.default_desk,
            "territories": dict(house.territories),
            "desk_units": dict(house.desk_units),
            "heads": [list(phrase) for phrase in house.heads],
            "units": self.units.to_document() if self.units else None,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Government":
        """The value of `to_document`. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            name=document["name"],
            zone=ZoneInfo(document["zone"]),
            languages=tuple(document["languages"]),
            profile=document["profile"],
            own_mail_domains=tuple(document["own_mail_domains"]),
            service_channels=tuple(document["service_channels"]),
            units=UnitList.from_document(document["units"]) if document.get("units") else None,
            jurisdiction=Jurisdiction(
                inspectorate_unit=document["inspectorate_unit"],
                governor_units=tuple(document["governor_units"]),
                default_desk=document["default_desk"],
                territories=document["territories"],
                desk_units=document["desk_units"],
                heads=tuple(tuple(phrase) for phrase in document["heads"]),
            ),
        )
