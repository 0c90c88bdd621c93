"""Whether a founding file can work: a table of rules, each giving Bahasa sentences with the next step.

Pure. The rules keep apart what must not come together: whoever watches, keeps or administers never reads cases, the
bypass is nobody of the house, and no administrator holds what recovers or signs.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from wbs.cases.desk_check import BLOCKING, OVERSIGHT_ROLES, check_desks
from wbs.cases.guests import is_guest, is_only_guest
from wbs.cases.lifecycle import HEADS
from wbs.cases.routing import RULES
from wbs.cases.vocabulary import DESKS, ROLES
from wbs.founding.charter import Charter
from wbs.founding.making import CUSTODY_OF, Member
from wbs.founding.quorum import LEAST, MOST
from wbs.organisation.government import SMALL
from wbs.organisation.jurisdiction import BYPASS_INSIDE, BYPASS_OUTSIDE
from wbs.organisation.names import name_words
from wbs.staff.directory import REALMS
from wbs.staff.frames import READERS
from wbs.web.text import LANGUAGES

BYPASS_DESKS = (BYPASS_INSIDE, BYPASS_OUTSIDE)
DESKS_OF_THE_SMALL = ("inspektorat", "perlindungan", *BYPASS_DESKS)
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
ADMIN = "admin"


def problems(charter: Charter) -> tuple[str, ...]:
    """Everything that speaks against founding an installation by this file; empty when nothing does."""
    found = [
        *_government(charter),
        *(sentence for member in charter.members for sentence in _person(member, charter)),
        *_same_people(charter.members),
        *_desks(charter),
        *_offices(charter),
        *_quorums(charter),
    ]
    return tuple(dict.fromkeys(found or _unread(charter)))


def _government(charter: Charter) -> Iterator[str]:
    house, units = charter.government.jurisdiction, charter.organisation.units
    named = {"unit_inspektorat": (house.inspectorate_unit,), "unit_pimpinan": house.governor_units}
    named |= {f"unit_meja.{desk}": (unit,) for desk, unit in house.desk_units.items()}
    for key, codes in named.items():
        for code in codes:
            if code not in units:
                yield f"wewenang: `{key}` menyebut {code}, yang tidak ada di daftar unit. Tulis kode dari kolom code."
    regions = {unit.region for unit in units.values()}
    for region in house.territories.keys() - regions:
        yield f"wewenang: wilayah {region} tidak ada di kolom region daftar unit. Samakan ejaannya."
    if not all(house.heads) or not house.heads:
        yield "wewenang: isi `sebutan_pimpinan`, misalnya bupati, wakil bupati, sekretaris daerah."
    if "id" not in charter.government.languages or set(charter.government.languages) - LANGUAGES.keys():
        yield f"pemerintah: `bahasa` memuat id, dan hanya boleh {', '.join(LANGUAGES)}."


def _person(member: Member, charter: Charter) -> Iterator[str]:
    yield from _written(member, charter)
    yield from _seated(member, charter)


def _written(member: Member, charter: Charter) -> Iterator[str]:
    """What is in the file, word by word."""
    units, desks = charter.organisation.units, set(member.desks)
    for role in set(member.roles) - ROLES.keys():
        yield f"{member.name}: peran {role} tidak dikenal. Pilih dari {', '.join(ROLES)}."
    for desk in desks - DESKS.keys():
        yield f"{member.name}: meja {desk} tidak dikenal. Pilih dari {', '.join(_allowed(charter))}."
    for unit in {member.unit, *member.conflict_units} - units.keys() - {""}:
        yield f"{member.name}: unit {unit} tidak ada di daftar unit. Tulis kode dari kolom code."
    if not member.roles:
        yield f"{member.name}: isi `peran`, paling sedikit satu."
    if not member.unit and member.realm == "main" and not is_guest(frozenset(member.roles)):
        yield f"{member.name}: isi `unit`; hanya orang luar di jalur khusus dan penyetuju tamu boleh tanpa unit."
    if not SIGN_IN_NAME.fullmatch(member.sign_in_name):
        yield f"{member.name}: `nama_masuk` 2 sampai 40 huruf kecil, angka, titik, atau garis, tanpa spasi."
    if member.address and "@" not in member.address:
        yield f"{member.name}: `surel` bukan alamat surel. Perbaiki, atau kosongkan."


def _seated(member: Member, charter: Charter) -> Iterator[str]:
    """What must not come together in one person."""
    desks, roles = set(member.desks), frozenset(member.roles)
    if not OVERSIGHT_ROLES.isdisjoint(roles) and (desks or not roles.isdisjoint(READERS)):
        yield (  # without a desk too: a quorum may give cases to whoever has a reader's role
            f"{member.name} mengawasi, menjaga identitas, atau mengelola sistem, dan sekaligus duduk di meja yang "
            "membaca laporan, atau punya peran yang membacanya. Pilih salah satu."
        )
    if is_guest(roles) and not is_only_guest(roles, frozenset(desks)):
        yield f"{member.name}: penyetuju tamu tidak punya peran lain dan tidak duduk di meja. Pilih salah satu."
    if (member.realm == "bypass") != (not desks.isdisjoint(BYPASS_DESKS)) and desks:
        yield f"{member.name}: meja jalur khusus hanya untuk orang dengan jalur = \"bypass\", dan sebaliknya."
    if member.realm == "bypass" and charter.government.jurisdiction.is_inspectorate(member.unit, charter.organisation):
        yield f"{member.name} bekerja di Inspektorat, dan jalur khusus ada agar Inspektorat tidak membacanya: ganti."


def _same_people(members: Sequence[Member]) -> Iterator[str]:
    for sign_in_name, times in Counter(member.sign_in_name for member in members).items():
        if times > 1:
            yield f"`nama_masuk` {sign_in_name} dipakai {times} kali. Beri setiap orang nama masuk sendiri."
    for name, times in Counter(name_words(member.name) for member in members).items():
        if times > 1:
            yield (
                f"{' '.join(name).title()} tercatat {times} kali. Gabungkan menjadi satu orang, di satu jalur; bila "
                "memang dua orang, bedakan namanya."
            )


def _allowed(charter: Charter) -> tuple[str, ...]:
    return DESKS_OF_THE_SMALL if charter.government.profile == SMALL else tuple(DESKS)


def _desks(charter: Charter) -> Iterator[str]:
    """Desks of the rules must have members; a small government has four desks, the rules then skip the others."""
    house, taken = charter.government.jurisdiction, {desk for member in charter.members for desk in member.desks}
    is_small = charter.government.profile == SMALL
    of_rules = {rule.desk for rule in RULES if rule.desk in DESKS}
    needed = {house.default_desk, *house.territories.values(), *BYPASS_DESKS}
    needed |= set(DESKS_OF_THE_SMALL) if is_small else of_rules
    for desk in sorted(needed - DESKS.keys()):
        yield f"wewenang: meja {desk} tidak dikenal. Pilih dari {', '.join(_allowed(charter))}."
    for desk in sorted(needed & DESKS.keys() - taken):
        yield f"{DESKS[desk].label} ({desk}) belum punya anggota. Tulis {desk} di `meja` paling sedikit satu orang."
    if is_small:
        for desk in sorted((taken | needed) & DESKS.keys() - set(DESKS_OF_THE_SMALL)):
            yield f"Profil kecil tidak punya meja {desk}. Pilih dari {', '.join(DESKS_OF_THE_SMALL)}."


def _offices(charter: Charter) -> Iterator[str]:
    """What a seed is handed to, and who signs off: without them it would be lost, or no case could ever close."""
    for realm in REALMS:
        here = [member for member in charter.members if member.realm == realm]
        for role in sorted(CUSTODY_OF.values()):
            if not any(role in member.roles for member in here):
                yield f"Jalur {realm}: belum ada {ROLES[role].label} (peran {role}). Tunjuk paling sedikit satu orang."
        if not any(member.desks and not HEADS.isdisjoint(member.roles) for member in here):
            yield f"Jalur {realm}: tunjuk pimpinan (irban atau inspektur) di meja; tanpa itu kasus tidak bisa ditutup."


def _quorums(charter: Charter) -> Iterator[str]:
    admins = _known_as(member for member in charter.members if ADMIN in member.roles)
    house = _known_as(member for member in charter.members if member.realm == "main")
    house |= {name_words(holder) for holder in charter.quorums["main"].holders}
    if name_words(charter.key_holder) in admins:
        yield f"kunci_direktori: {charter.key_holder} administrator. Pilih pemegang lain: kunci ini memberi hak baca."
    for realm, quorum in charter.quorums.items():
        where, names = f"pemulihan.{realm}", [name_words(holder) for holder in quorum.holders]
        if not LEAST <= quorum.threshold <= len(names) <= MOST:
            yield (
                f"{where}: `ambang` paling sedikit {LEAST} dan paling banyak sebanyak pemegangnya ({len(names)}); "
                f"pemegang paling banyak {MOST}. Perbaiki salah satunya."
            )
        if len(set(names)) < len(names):
            yield f"{where}: ada pemegang yang disebut dua kali. Setiap potongan untuk orang yang berbeda."
        if admins.intersection(names):
            yield f"{where}: administrator tidak memegang potongan pemulihan. Pilih orang lain."
        if realm == "bypass" and house.intersection(names):
            yield f"{where}: pemegang jalur khusus bukan orang jalur utama. Pilih orang lain."


def _known_as(members: Iterable[Member]) -> set[tuple[str, ...]]:
    """Holders are written by name or by position."""
    return {name_words(word) for member in members for word in (member.name, member.position)}


def _unread(charter: Charter) -> list[str]:
    """What `wbs check` would refuse, once everybody has made a key of their own."""
    everybody = [member.as_person(is_provisional=False) for member in charter.members]
    desks = {
        (realm, desk): [person for person in everybody if desk in person.desks]
        for realm, desk in {(member.realm, desk) for member in charter.members for desk in member.desks}
    }
    found = check_desks(charter.organisation, desks, charter.government.jurisdiction, everybody)
    return [f"{finding.sentence} {finding.next_step}" for finding in found if finding.severity == BLOCKING]
