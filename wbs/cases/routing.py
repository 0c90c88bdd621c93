"""Which desk a report goes to, and in which realm: a table of rules, read from the top, the first that applies decides.

The table can be held against `routing.rules` of keys.json, line by line. A desk that cannot read the report is passed
over for the desk of the next rule that applies, and at the end of the line stand the two bypass desks. Pure: it does
not know keys, and it does not remember what it was asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wbs.cases.eligibility import (
    NAMED,
    POSITION,
    Person,
    Sought,
    Subject,
    eligible_about,
    is_maybe_named,
    is_one_line,
    why_not_about,
)
from wbs.cases.lifecycle import HEADS
from wbs.cases.report import Party, Report
from wbs.organisation.jurisdiction import BYPASS_INSIDE, BYPASS_OUTSIDE, Jurisdiction
from wbs.organisation.names import name_words
from wbs.organisation.units import Organisation

Desks = Mapping[tuple[str, str], Sequence[Person]]  # (realm, desk) -> its members

# Whoever holds one of these could see, or be, what a report about them leads to.
HOUSE_ROLES = frozenset({"inspektur", "irban", "pemeriksa", "auditor", "admin", "penjaga_identitas"})
URGENT_FLAGS = frozenset({"terancam", "pembalasan", "kekerasan_seksual", "hilang_7_hari"})
URGENT_KINDS = frozenset({"pembalasan", "kekerasan_seksual"})

TERRITORY, GENERAL = "<wilayah>", "<umum>"  # desks that the jurisdiction names
END_OF_LINE = "cadangan"


class NoReader(Exception):
    """Nobody is left who may read the report. Carries nothing of it; the counter says where else to go."""


@dataclass(frozen=True)
class Route:
    """Where a report goes. `rule` is the key of the rule that gave the desk, `skipped` the desks passed over."""

    realm: str
    desk: str
    eligible: tuple[Person, ...]
    rule: str
    urgent: bool
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """All that a rule may ask. `people` are those of the directories: administrators sit at no desk."""

    report: Report = field(repr=False)
    subject: Subject = field(repr=False)
    organisation: Organisation = field(repr=False)
    jurisdiction: Jurisdiction = field(repr=False)
    desks: Desks = field(repr=False)
    people: Sequence[Person] = field(repr=False)

    @cached_property
    def everybody(self) -> tuple[Person, ...]:
        """Only asked about a name: most reports have none."""
        members = (member for found in self.desks.values() for member in found)
        return tuple({person.id: person for person in (*members, *self.people)}.values())


@dataclass(frozen=True)
class Rule:
    key: str
    sentence: str
    applies: Callable[[Facts], bool]
    desk: str
    realm: str = "main"


def _is_about_inspectorate(facts: Facts) -> bool:
    report, house = facts.report, facts.jurisdiction
    return (
        "orang_inspektorat" in report.flags
        or any(house.is_inspectorate(code, facts.organisation) for code in facts.subject.units)
        or house.speaks_of_inspectorate((report.unit_text,), elsewhere=bool(report.unit))
        or any(house.speaks_of_inspectorate(_texts(one), elsewhere=_has_unit(one, facts)) for one in report.persons)
        or _names_one_of(facts, lambda person: _is_of_the_house(person, facts))
    )


def _is_about_heads(facts: Facts) -> bool:
    report, house = facts.report, facts.jurisdiction
    return (
        not _party_units(facts).isdisjoint(house.governor_units)
        or house.speaks_of_heads((report.unit_text, *(text for party in report.persons for text in _texts(party))))
        or _names_one_of(facts, lambda person: person.unit in house.governor_units)
    )


def _is_about_retaliation(facts: Facts) -> bool:
    return facts.report.kind == "pembalasan" or not facts.report.flags.isdisjoint({"terancam", "pembalasan"})


def _is_about_sexual_violence(facts: Facts) -> bool:
    return "kekerasan_seksual" in (facts.report.kind, *facts.report.flags)


def _is_for_verification(facts: Facts) -> bool:
    """A chosen unit is enough to send a report, but alone it is no place at which anybody could begin to look."""
    return facts.report.kind == "maladministrasi" or not (facts.report.has_persons() or facts.report.where)


def _is_about_collusion(facts: Facts) -> bool:
    return facts.report.kind in ("kolusi_nepotisme", "kecurangan_pengadaan")


def _is_in_a_territory(facts: Facts) -> bool:
    return bool(_territory_desk(facts))


def _is_anything(facts: Facts) -> bool:
    return True


RULES = (
    Rule(
        "inspektorat",
        "Unit yang dipilih, atau unit, jabatan, atau nama salah satu orang, menunjuk Inspektorat atau pengelola sistem "
        "ini, atau pelapor menandai ada orang Inspektorat.",
        _is_about_inspectorate,
        BYPASS_INSIDE,
        "bypass",
    ),
    Rule(
        "pimpinan_daerah",
        "Salah satu orang berasal dari pimpinan Sekretariat Daerah atau kantor kepala daerah.",
        _is_about_heads,
        BYPASS_OUTSIDE,
        "bypass",
    ),
    Rule("pembalasan", "Pelapor dibalas, atau merasa terancam.", _is_about_retaliation, "perlindungan"),
    Rule(
        "kekerasan_seksual",
        "Laporan menyangkut kekerasan seksual.",
        _is_about_sexual_violence,
        "khusus_kekerasan_seksual",
    ),
    Rule(
        "verifikasi",
        "Laporan tentang pelayanan, atau belum menyebut orang maupun tempat.",
        _is_for_verification,
        "intake",
    ),
    Rule("kolusi_pengadaan", "Kolusi, nepotisme, atau kecurangan pengadaan.", _is_about_collusion, "investigasi"),
    Rule(
        "wilayah",
        "Wilayah unit yang dipilih, atau wilayah unit salah satu orang, punya meja sendiri.",
        _is_in_a_territory,
        TERRITORY,
    ),
    Rule("umum", "Semua laporan lain.", _is_anything, GENERAL),
)


def route(
    report: Report,
    organisation: Organisation,
    desks: Desks,
    jurisdiction: Jurisdiction,
    people: Sequence[Person] = (),
) -> Route:
    """Where the report goes. Raises NoReader."""
    found = next(_routes(report, organisation, desks, jurisdiction, people), None)
    if found is None:
        raise NoReader
    return found


def routes(
    report: Report,
    organisation: Organisation,
    desks: Desks,
    jurisdiction: Jurisdiction,
    people: Sequence[Person] = (),
) -> tuple[Route, ...]:
    """Every desk that could take the report, the first choice first: the next one is where an unread urgent case goes,
    as long as it is of the same realm."""
    return tuple(_routes(report, organisation, desks, jurisdiction, people))


def heads_along(line: Sequence[Route], having: Sequence[Person]) -> tuple[Person, ...]:
    """Who must read along because nobody of `having` is a head: without one there is no directive and no closing.

    The heads of the first desk of the line's own realm that has any; nobody when `having` has one, or none is left.
    """
    if any(not HEADS.isdisjoint(person.roles) for person in having):
        return ()
    found = (tuple(one for one in each.eligible if not HEADS.isdisjoint(one.roles)) for each in line)
    of_realm = (heads for each, heads in zip(line, found, strict=True) if each.realm == line[0].realm)
    return next(filter(None, of_realm), ())


def is_urgent(report: Report) -> bool:
    """To be looked at on the same working day."""
    return report.kind in URGENT_KINDS or not report.flags.isdisjoint(URGENT_FLAGS)


def _routes(
    report: Report, organisation: Organisation, desks: Desks, jurisdiction: Jurisdiction, people: Sequence[Person]
) -> Iterator[Route]:
    subject = Subject.of(report, organisation)
    facts = Facts(report, subject, organisation, jurisdiction, desks, people)
    skipped: list[str] = []
    for realm, desk, rule in _line(facts):
        members = () if _is_its_own_matter(desk, facts) else desks.get((realm, desk), ())
        readers = eligible_about(members, subject, organisation)
        if readers:
            yield Route(realm, desk, readers, rule, is_urgent(report), tuple(skipped))
        skipped.append(desk)


def _line(facts: Facts) -> list[tuple[str, str, str]]:
    """(realm, desk, rule key) in the order in which they are tried; a report that must bypass the house never enters
    it. Of the bypass desks one whose people are named comes last."""
    applying = [rule for rule in RULES if rule.applies(facts)]
    line: dict[tuple[str, str], str] = {}
    for rule in applying:
        if rule.realm == applying[0].realm:
            line.setdefault((rule.realm, _desk_of(rule, facts)), rule.key)
    for desk in (BYPASS_INSIDE, BYPASS_OUTSIDE):
        line.setdefault(("bypass", desk), applying[0].key if applying[0].realm == "bypass" else END_OF_LINE)
    tried = sorted(line, key=lambda place: place[0] == "bypass" and _has_named_member(place, facts))
    return [(realm, desk, line[realm, desk]) for realm, desk in tried]


def _desk_of(rule: Rule, facts: Facts) -> str:
    if rule.desk == TERRITORY:
        return _territory_desk(facts)
    return facts.jurisdiction.default_desk if rule.desk == GENERAL else rule.desk


def _is_its_own_matter(desk: str, facts: Facts) -> bool:
    """Whether the desk's own unit was left out as a whole, or the inside bypass would read about its own head."""
    own = facts.jurisdiction.own_units(desk)
    left_out = facts.subject.units_left_out(facts.organisation)
    return not left_out.isdisjoint(own) or (desk == BYPASS_INSIDE and _is_about_heads(facts))


def _has_named_member(place: tuple[str, str], facts: Facts) -> bool:
    members = facts.desks.get(place, ()) if facts.subject.persons else ()
    return any(why_not_about(member, facts.subject, facts.organisation) in (NAMED, POSITION) for member in members)


def _territory_desk(facts: Facts) -> str:
    """The desk of the chosen unit's region, else of a person's; "" where the region has no desk of its own."""
    told = (facts.subject.place, *facts.subject.persons)
    regions = (facts.organisation.region_of(code) for party in told for code in sorted(party.units))
    desks = (facts.jurisdiction.territories.get(region, "") for region in regions)
    return next(filter(None, desks), "")


def _party_units(facts: Facts) -> frozenset[str]:
    """Whom the report is about, by unit: a person without a unit is taken to work in the chosen one, and where nobody
    is named it is the unit that is reported."""
    place, persons = facts.subject.place, facts.subject.persons
    return frozenset().union(*(party.units or place.units for party in persons or (place,)))


def _names_one_of(facts: Facts, is_meant: Callable[[Person], bool]) -> bool:
    named = [party for party in facts.subject.persons if party.name]
    return any(_is_named(person, party, facts) and is_meant(person) for party in named for person in facts.everybody)


def _is_named(person: Person, party: Sought, facts: Facts) -> bool:
    """One word in common is doubt enough, unless the party is said to work elsewhere."""
    if not is_maybe_named(person, party):
        return False
    told = {code for code in party.units or facts.subject.place.units if not facts.organisation.is_root(code)}
    is_certain = len(party.name) > 1 or len(name_words(person.name)) == 1
    return is_certain or not told or any(is_one_line(person.unit, code, facts.organisation) for code in told)


def _is_of_the_house(person: Person, facts: Facts) -> bool:
    return not HOUSE_ROLES.isdisjoint(person.roles) or facts.jurisdiction.is_inspectorate(
        person.unit, facts.organisation
    )


def _has_unit(party: Party, facts: Facts) -> bool:
    return bool(Sought.of(party, facts.organisation).units)


def _texts(party: Party) -> tuple[str, str, str]:
    return party.name, party.position, party.unit_text
