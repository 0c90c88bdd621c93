"""The page of people as values: who works here, what is proposed, which keys wait. Puts into words, decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wbs.cases.vocabulary import DESKS, ROLES
from wbs.people.answering import marked
from wbs.people.changing import Change
from wbs.people.custody import holders
from wbs.people.first_words import is_drawable
from wbs.people.proposals import Proposal, proposals
from wbs.people.renewing import needs_renewal
from wbs.people.terms import (
    ADD,
    APPROVED,
    CONFLICT_OVER,
    CONFLICTS,
    END_STAND_IN,
    KEY,
    KINDS,
    LEAVE,
    OPEN,
    RESET,
    SHARED,
    STAND_IN,
    Facts,
    is_alone,
    may_decide,
    may_propose,
)
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import Directory, Person
from wbs.staff.first_time import WaitingKey, fingerprint, waiting_keys
from wbs.staff.instance import Instance
from wbs.staff.naming import name_of
from wbs.staff.signing_in import SignedIn
from wbs.web.formats import day
from wbs.web.text import N_, _, gettext

SHARED_LABELS = {"oversight": N_("Kunci pengawasan"), "custodian": N_("Kunci penjaga identitas")}
FIELDS = (
    ("name", N_("nama")), ("position", N_("jabatan")), ("unit", N_("unit kerja")), ("roles", N_("peran")),
    ("desks", N_("meja")), ("conflict_units", N_("unit benturan")),
)  # fmt: skip


@dataclass(frozen=True)
class PersonLine:
    id: UUID
    name: str
    position: str
    roles: str
    desks: str
    is_provisional: bool
    may_change: bool
    stands_in: tuple[str, ...]  # where, and until when


@dataclass(frozen=True)
class PeriodLine:
    """A time as a stand-in that the directory names, and whether its early end is on its way or in force."""

    desk: str
    desk_name: str
    begins_on: date
    ends_on: date
    is_ending: bool


@dataclass(frozen=True)
class ProposalLine:
    """One proposal; `may_approve` and `may_return` are about whoever looks at the page."""

    id: UUID
    kind: str
    name: str
    details: tuple[str, ...]
    proposed_by: str
    proposed_on: date
    is_open: bool
    may_approve: bool
    may_return: bool
    may_draw: bool
    asks_comparing: bool
    is_alone: bool  # nobody here is left to decide it


@dataclass(frozen=True)
class KeyLine:
    person_id: UUID
    name: str
    fingerprint: str
    made_on: date
    may_propose: bool


@dataclass(frozen=True)
class PeoplePage:
    people: tuple[PersonLine, ...]
    proposals: tuple[ProposalLine, ...]
    keys: tuple[KeyLine, ...]
    may_propose: bool
    valid_until: date
    marked: tuple[str, ...] = ()  # in the review of this quarter
    known_outside: tuple[str, ...] = ()  # names of keys of an office that somebody took along


def people_page(instance: Instance, signed_in: SignedIn, now: datetime) -> PeoplePage:
    directory = instance.directory(signed_in.realm, now)
    found = proposals(signed_in.realm, OPEN, APPROVED)
    proposed = {one.change.person_id for one in found if one.change.kind == KEY}
    keys = tuple(
        KeyLine(
            key.person_id, name_of(directory, key.person_id), key.fingerprint, key.made_on,
            may_propose(directory, signed_in.person, directory.find(key.person_id)),
        )
        for key in waiting_keys(signed_in.realm)
        if key.person_id not in proposed and _is_to_come(directory, key)
    )
    return PeoplePage(
        tuple(
            _person(directory, signed_in, one, periods_of(one, directory.realm, instance.today(now)))
            for one in sorted(directory.people, key=lambda one: one.name)
        ),
        tuple(_proposal(instance, directory, signed_in, one) for one in found),
        keys,
        may_propose(directory, signed_in.person),
        directory.valid_until,
        tuple(one.person.name for one in marked(directory, instance.today(now))),
        tuple(gettext(SHARED_LABELS[one]) for one in CUSTODY_OF if needs_renewal(directory, one)),
    )


def _is_to_come(directory: Directory, key: WaitingKey) -> bool:
    """Also a signed key waits, until its person comes in with it: there is nothing left to propose about it."""
    person = directory.find(key.person_id)
    return person is not None and person.public_key != key.public_key


def places_to_stand_in(directory: Directory, person: Person) -> list[tuple[UUID, str, str]]:
    """Every other person at every desk that is not one's own."""
    return [
        (one.id, desk, one.name)
        for one in sorted(directory.people, key=lambda one: one.name)
        for desk in sorted(one.desks - person.desks)
        if one.id != person.id
    ]


def periods_of(person: Person, realm: str, today: date) -> tuple[PeriodLine, ...]:
    """What of it is not over."""
    if not person.stands_in:
        return ()
    ending = {
        (one.change.person_id, one.change.terms.period)
        for one in proposals(realm, OPEN, APPROVED) if one.change.kind == END_STAND_IN
    }  # fmt: skip
    return tuple(
        PeriodLine(one.desk, desk_name(one.desk), one.begins_on, one.ends_on, (person.id, one) in ending)
        for one in person.stands_in if one.ends_on >= today
    )  # fmt: skip


def role_names(roles: frozenset[str]) -> str:
    return ", ".join(gettext(ROLES[key].label) for key in ROLES if key in roles)


def desk_name(desk: str) -> str:
    return gettext(DESKS[desk].label) if desk in DESKS else desk


def desk_names(desks: frozenset[str]) -> str:
    return ", ".join(desk_name(key) for key in sorted(desks))


def _person(
    directory: Directory, signed_in: SignedIn, person: Person, periods: tuple[PeriodLine, ...]
) -> PersonLine:
    return PersonLine(
        person.id, person.name, person.position, role_names(person.roles), desk_names(person.desks),
        person.is_provisional, may_propose(directory, signed_in.person, person),
        tuple(
            _("pengganti di %(desk)s sampai %(last)s", desk=one.desk_name, last=day(one.ends_on))
            for one in periods if not one.is_ending
        ),
    )  # fmt: skip


def _proposal(instance: Instance, directory: Directory, signed_in: SignedIn, one: Proposal) -> ProposalLine:
    change, is_open = one.change, one.state == OPEN
    facts = change.terms.facts
    known = directory.find(change.person_id)
    is_own = one.proposer_id == signed_in.person.id
    decides = may_decide(signed_in.person, one.proposer_id)
    return ProposalLine(
        id=change.id,
        kind=gettext(KINDS[change.kind]),
        name=known.name if known else facts.name if facts else name_of(directory, change.person_id),
        details=_details(instance, directory, one, Facts.of(known) if known else None),
        proposed_by=name_of(directory, one.proposer_id),
        proposed_on=one.proposed_on,
        is_open=is_open,
        may_approve=is_open and decides,
        may_return=(decides or is_own) and (is_open or change.kind != END_STAND_IN),
        may_draw=change.kind in (ADD, RESET) and may_propose(directory, signed_in.person, known)
        and is_drawable(directory, change.kind, one.state, one.proposer_id, change.person_id),
        asks_comparing=change.kind in (KEY, SHARED),
        is_alone=is_open and is_alone(directory, change.kind, one.proposer_id, change.person_id),
    )


def _details(instance: Instance, directory: Directory, one: Proposal, now: Facts | None) -> tuple[str, ...]:
    terms = one.change.terms
    if one.change.kind in (LEAVE, RESET) and (last := _last_held(directory, one.change.person_id)):
        return (_("Pemegang terakhir: %(keys)s. Minta dia memberikannya kepada orang lain dulu.", keys=last),)
    if one.change.kind in (KEY, SHARED):
        return (_("sidik %(print)s", print=fingerprint(terms.public_key)),)
    if one.change.kind == STAND_IN and terms.begins_on and terms.ends_on and terms.stands_for:
        return (
            _("menggantikan %(name)s di %(desk)s",
              name=name_of(directory, terms.stands_for), desk=desk_name(terms.desk)),
            _("%(first)s sampai %(last)s", first=day(terms.begins_on), last=day(terms.ends_on)),
        )  # fmt: skip
    if one.change.kind == END_STAND_IN and terms.ends_on:
        place, last = desk_name(terms.desk), day(terms.ends_on)
        return (_("di %(desk)s: selesai begitu disetujui, bukan pada %(last)s", desk=place, last=last),)
    if terms.facts is None:
        return _conflicts(instance, one.change)
    return tuple(
        _("%(field)s: %(was)s menjadi %(becomes)s", field=gettext(label), was=_told(instance, name, now),
          becomes=_told(instance, name, terms.facts))
        if now else f"{gettext(label)}: {_told(instance, name, terms.facts)}"
        for name, label in FIELDS
        if now is None or getattr(now, name) != getattr(terms.facts, name)
    )  # fmt: skip


def _conflicts(instance: Instance, change: Change) -> tuple[str, ...]:
    """What somebody states of themself, or wants to be over; nothing for changes that have no such units."""
    units = "; ".join(sorted(map(instance.organisation.short_name_of, change.terms.units)))
    if change.kind == CONFLICTS:
        return (_("ditambah: %(units)s", units=units),)
    if change.kind == CONFLICT_OVER:
        return (_("dicabut: %(units)s", units=units), _("alasan: %(reason)s", reason=change.terms.reason))
    return ()


def _last_held(directory: Directory, person_id: UUID) -> str:
    """The keys of an office that nobody else holds."""
    held = {name: [one.id for one in holders(directory, name)] for name in CUSTODY_OF}
    return ", ".join(gettext(SHARED_LABELS[name]) for name, people in held.items() if people == [person_id])


def _told(instance: Instance, name: str, facts: Facts | None) -> str:
    value = getattr(facts, name)
    if name == "unit":
        return instance.organisation.short_name_of(value)
    if name == "roles":
        return role_names(value)
    if name == "desks":
        return desk_names(value) or _("tidak ada")
    if name == "conflict_units":
        return ", ".join(sorted(map(instance.organisation.short_name_of, value))) or _("tidak ada")
    return str(value)
