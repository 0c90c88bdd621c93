"""Changing units as it is done: proposed by the administrator, approved by a head, signed with the key, installed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from tests.builders import an_officer
from tests.conftest import NOW
from wbs.db import db
from wbs.founding import Founded
from wbs.organisation.units import Organisation, Unit
from wbs.people.directory_file import Part, sign
from wbs.people.going_live import install
from wbs.people.next_directory import export
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.structure import deciding, proposing
from wbs.structure.going_live import following, governed_by, note_in_force
from wbs.structure.pages import known_units

ADMIN, SECOND = "tono", "irban.investigasi"
TODAY = NOW.date()


@dataclass(frozen=True)
class Planning:
    """An installation and whoever holds its directory key."""

    instance: Instance
    founded: Founded

    @classmethod
    def on_the_day(cls, instance: Instance, founded: Founded) -> "Planning":
        """The one clock of the tests is a plain argument here, too."""
        instance.units.today = lambda: TODAY
        return cls(instance, founded)

    @property
    def admin(self) -> SignedIn:
        return an_officer(self.instance, ADMIN)

    @property
    def units(self) -> Organisation:
        return known_units(self.instance)

    def approve(self, change_id: UUID, now: datetime = NOW) -> UUID:
        deciding.approve(self.instance, an_officer(self.instance, SECOND, now), change_id, now)
        return change_id

    def change(self, code: str, since: date = TODAY, **facts: object) -> UUID:
        unit = replace(self.units.units[code], former_names=(), **facts)
        return self.approve(proposing.propose_change(self.instance, self.admin, unit, since, NOW))

    def add(self, unit: Unit, since: date = TODAY) -> UUID:
        return self.approve(proposing.propose_unit(self.instance, self.admin, unit, since, NOW))

    def merge(self, code: str, into: str, since: date = TODAY) -> UUID:
        return self.approve(proposing.propose_merge(self.instance, self.admin, code, into, since, NOW))

    def close(self, code: str, since: date = TODAY) -> UUID:
        return self.approve(proposing.propose_closing(self.instance, self.admin, code, since, NOW))

    def signed(self, now: datetime = NOW) -> list[Part]:
        db.session.rollback()
        units = following(self.instance)
        changed = (units.government, units.changes) if units else (None, ())
        return [sign(one, self.founded.directory_key) for one in export(self.instance, now, False, False, *changed)]

    def install(self, parts: list[Part], now: datetime = NOW) -> None:
        install(self.instance, parts, now, False, governed_by)
        for part in parts:
            note_in_force(self.instance, part.unit_changes, now)

    def sign_and_install(self, now: datetime = NOW) -> None:
        self.install(self.signed(now), now)
