"""The installation as one explicit value: what every action needs from outside, built once by `create_app`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from wbs.clock import day_of
from wbs.config import Settings
from wbs.crypto.gate import Gate
from wbs.crypto.ratchet import Epochs
from wbs.evidence.limited import Gate as ChildGate
from wbs.keyfolder import Keys, SessionPeppers
from wbs.ledger.append import Pen
from wbs.organisation.calendar import WorkingCalendar
from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.queries import corrections
from wbs.organisation.units import Organisation
from wbs.outbox.ticks import next_tick
from wbs.staff.current_units import CurrentUnits
from wbs.staff.directory import Directory, Ended, Person
from wbs.staff.directory_files import DirectoryFiles
from wbs.store import Room, Store


@dataclass(frozen=True)
class Instance:
    """Settings, keys and the documents outside the database. The calendar is read once per process."""

    settings: Settings
    keys: Keys
    directories: DirectoryFiles
    session_peppers: SessionPeppers
    store: Store  # sealed files
    units: CurrentUnits
    gate: Gate = field(default_factory=Gate)  # reporters' codes
    epochs: Epochs = field(default_factory=Epochs)  # facet ratchets of this process
    viewers: ChildGate = field(default_factory=ChildGate)  # children that draw files for officers
    staff_gate: Gate = field(default_factory=lambda: Gate(at_once=1, waiting=8))  # passwords of officers who are known
    strangers_gate: Gate = field(default_factory=lambda: Gate(at_once=1, waiting=8))  # others', apart

    on_tick: tuple["Round", ...] = ()
    on_night: tuple["Round", ...] = ()
    on_night_done: tuple["Round", ...] = ()  # only when nothing of the night has failed
    on_delivery: tuple["Round", ...] = ()
    ended_early: Callable[[], Ended] = frozenset  # stand-ins whom the signed directory still names
    stated_on: Callable[[UUID], date | None] = lambda _person: None  # the last standing statement of conflicts
    as_stated: Callable[[Person], Person] = lambda person: person  # with conflicts that no signed directory says yet
    last_night: Callable[[], datetime | None] = lambda: None  # when the last complete one was done

    def pen(self, face: str) -> Pen:
        """Writes ledger entries as one face. Raises MissingKey when this process may not."""
        return Pen(face, self.keys.ledger_key(face), self.settings.zone)

    def today(self, now: datetime) -> date:
        return day_of(now, self.settings.zone)

    def directory(self, realm: str, now: datetime) -> Directory:
        return self.directories.current(realm, self.today(now))

    def desks(self, now: datetime) -> Mapping[tuple[str, str], Sequence[Person]]:
        """Members of every desk of both realms."""
        return _desks(*self.directories.all(self.today(now)))

    def on_duty(self, now: datetime) -> Mapping[tuple[str, str], Sequence[Person]]:
        """Who is given the new reports of every desk: members, and who stands in today."""
        today = self.today(now)
        found = self.directories.all(today)
        if not any(one.has_stand_ins for one in found):
            return _desks(*found)
        ended = self.ended_early()
        return {(one.realm, desk): one.on_duty(desk, today, ended) for one in found for desk in one.desks}

    def is_new_day(self, now: datetime) -> bool:
        """Whether this is the first night of its day: a demo has a night a minute, and sessions must outlive it."""
        return self.session_peppers.replaced_on(self.settings.zone) < self.today(now)

    def next_tick(self, now: datetime) -> datetime:
        """When what is done now may become visible outside."""
        return next_tick(now, self.settings.ticks, self.settings.zone)

    @cached_property
    def room(self) -> Room:
        return Room(self.settings.var_dir, self.settings.disk_bytes)

    @property
    def organisation(self) -> Organisation:
        """The units of today: one value as long as nothing about them changes."""
        return self.units.organisation()

    @property
    def jurisdiction(self) -> Jurisdiction:
        """By the signed directory as it is now. Raises Distrusted."""
        return self.directories.government().jurisdiction

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(self.settings.zone, corrections())


def _desks(main: Directory, bypass: Directory) -> Mapping[tuple[str, str], Sequence[Person]]:
    return {**main.members_at, **bypass.members_at}


Round = Callable[[Instance, datetime], None]  # work that comes round: at each tick, each night, or between
