"""Whether the desks can do their work: every kind and every unit reaches readers, also with one or two of them absent.

Pure; run by `wbs check` and before a change of desks goes live. It tries a made-up report of every kind about every
unit; what one real report excludes it cannot know.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from wbs.cases.alike_units import alike
from wbs.cases.eligibility import Person
from wbs.cases.report import Report
from wbs.cases.routing import END_OF_LINE, Desks, NoReader, route
from wbs.cases.vocabulary import DESKS, KINDS
from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.units import Organisation

BLOCKING, WARNING, NOTE = "tolak", "peringatan", "catatan"  # a configuration with a blocking finding is refused
SEVERITIES = (BLOCKING, WARNING, NOTE)
ENOUGH = 3  # one absent for long, one absent today, and still a reader
OVERSIGHT_ROLES = frozenset({"auditor", "penjaga_identitas", "admin"})  # never together with reading cases
EXAMPLES = 3  # named in one sentence
MORE_MEMBERS = "Tambahkan anggota di meja umum, dan isi jalur khusus dalam dan luar dengan orang dari luar unit itu."
WAIT_FOR_KEYS = "Tunggu kunci anggota yang disebut di bawah ini; bila sesudahnya masih ditolak, tambahkan anggota."


@dataclass(frozen=True)
class Finding:
    """One thing to mend: how grave, what is true, and the next step, in Bahasa."""

    severity: str
    sentence: str
    next_step: str


@dataclass(frozen=True)
class Trial:
    """Where a made-up report of one kind about one unit would go; `desk` is "" when to nobody."""

    kind: str
    unit: str
    realm: str = ""
    desk: str = ""
    readers: int = 0
    rule: str = ""


def check_desks(
    organisation: Organisation, desks: Desks, jurisdiction: Jurisdiction, people: Sequence[Person] = ()
) -> tuple[Finding, ...]:
    """The gravest first; empty when every report finds enough readers."""
    trials = tuple(_trials(organisation, desks, jurisdiction, people))
    found = (
        *_unread(trials, organisation, any(member.is_provisional for found in desks.values() for member in found)),
        *_understaffed(trials, organisation),
        *_fallen_through(trials, organisation),
        *_mixed_duties(desks),
        *_without_own_key(desks),
    )
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def is_refused(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == BLOCKING for finding in findings)


def _trials(
    organisation: Organisation, desks: Desks, jurisdiction: Jurisdiction, people: Sequence[Person]
) -> Iterator[Trial]:
    members = (member for found in desks.values() for member in found)
    groups = alike(organisation, jurisdiction, (*members, *people))
    for kind in KINDS:
        tried = {}
        for unit, first in groups.items():
            if first not in tried:
                tried[first] = _tried(Report("", kind, unit, where="-"), organisation, desks, jurisdiction, people)
            yield Trial(kind, unit, *tried[first])


def _tried(
    report: Report, organisation: Organisation, desks: Desks, jurisdiction: Jurisdiction, people: Sequence[Person]
) -> tuple[str, str, int, str]:
    try:
        found = route(report, organisation, desks, jurisdiction, people)
    except NoReader:
        return "", "", 0, ""
    return found.realm, found.desk, len(found.eligible), found.rule


def _unread(trials: Sequence[Trial], organisation: Organisation, waits: bool) -> Iterator[Finding]:
    """`waits`: members are there, and have no key of their own yet."""
    unread = [trial for trial in trials if not trial.desk]
    if unread:
        yield Finding(
            BLOCKING,
            f"Tidak ada yang dapat membaca laporan tentang {_examples(unread, organisation)}.",
            WAIT_FOR_KEYS if waits else MORE_MEMBERS,
        )


def _understaffed(trials: Sequence[Trial], organisation: Organisation) -> Iterator[Finding]:
    """One finding for each desk and number of readers: 1 leaves nobody when one is absent, 2 when two are."""
    groups: dict[tuple[int, str], list[Trial]] = defaultdict(list)
    for trial in trials:
        if trial.desk and trial.readers < ENOUGH:
            groups[trial.readers, trial.desk].append(trial)
    for (readers, desk), group in sorted(groups.items()):
        yield Finding(
            WARNING if readers == 1 else NOTE,
            f"{_label(desk)} hanya punya {readers} pembaca untuk laporan tentang {_examples(group, organisation)}: "
            f"bila {readers} orang berhalangan, tidak ada yang membaca.",
            f"Tambahkan {ENOUGH - readers} anggota yang tidak punya benturan kepentingan dengan unit itu.",
        )


def _fallen_through(trials: Sequence[Trial], organisation: Organisation) -> Iterator[Finding]:
    """Reports that leave the inspectorate only because no desk inside could read them."""
    fallen = [trial for trial in trials if trial.rule == END_OF_LINE]
    if fallen:
        yield Finding(
            WARNING,
            f"Laporan tentang {_examples(fallen, organisation)} keluar ke jalur khusus, karena tidak ada meja di dalam "
            "yang dapat membacanya.",
            "Isi meja umum dengan anggota dari unit lain, atau pastikan bahwa memang itu yang dikehendaki.",
        )


def _mixed_duties(desks: Desks) -> Iterator[Finding]:
    members = {member.id: member for found in desks.values() for member in found}
    for member in members.values():
        if not OVERSIGHT_ROLES.isdisjoint(member.roles):
            yield Finding(
                BLOCKING,
                f"{member.name} mengawasi atau mengelola sistem ini dan sekaligus duduk di meja yang membaca laporan.",
                "Pilih salah satu: lepaskan perannya, atau keluarkan dari meja.",
            )
    for both in sorted(_members_of("main", desks) & _members_of("bypass", desks), key=str):
        yield Finding(
            BLOCKING,
            f"{members[both].name} duduk di meja Inspektorat dan sekaligus di jalur khusus.",
            "Pilih salah satu: jalur khusus ada agar Inspektorat tidak membacanya.",
        )


def _without_own_key(desks: Desks) -> Iterator[Finding]:
    """Members whose key is still the ceremony's: they are at their desk, and receive nothing."""
    members = {member.id: member for found in desks.values() for member in found if member.is_provisional}
    if members:
        names = _some([member.name for member in members.values()], "orang")
        yield Finding(
            WARNING,
            f"Belum membuat kunci sendiri, jadi belum menerima laporan: {names}.",
            "Minta mereka masuk dengan lembarnya, lalu jalankan `wbs directory export`, `sign`, `install`.",
        )


def _members_of(realm: str, desks: Desks) -> frozenset[UUID]:
    return frozenset(member.id for (each, _), found in desks.items() if each == realm for member in found)


def _label(desk: str) -> str:
    return DESKS[desk].label if desk in DESKS else f"Meja {desk}"


def _examples(trials: Sequence[Trial], organisation: Organisation) -> str:
    """Some units and some kinds of these trials, and how many there are."""
    units = list(dict.fromkeys(organisation.short_name_of(trial.unit) for trial in trials))
    kinds = list(dict.fromkeys(KINDS[trial.kind].label for trial in trials))
    every = "semua jenis" if len(kinds) == len(KINDS) else _some(kinds, "jenis")
    return f"{'semua unit' if len(units) == len(organisation.open_units()) else _some(units, 'unit')} ({every})"


def _some(names: Sequence[str], noun: str) -> str:
    rest = len(names) - EXAMPLES
    shown = "; ".join(names[:EXAMPLES])
    return f"{shown}; dan {rest} {noun} lain" if rest > 0 else shown
