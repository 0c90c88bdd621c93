"""Who changes units, and which changes are refused, each with the next step. Pure.

The unit tree steers reports: towards a desk by region, past the house by subtree. So a change is proposed by an
administrator, decided by a second person, and signed like a change of people.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.unit_list import UnitList
from wbs.organisation.units import BadOrganisation, Organisation, Unit
from wbs.staff.directory import Person
from wbs.structure.steps import States, children
from wbs.web.formats import day
from wbs.web.hostile import clean, shown
from wbs.web.text import N_, _, language

MOST_UNITS = 5_000
MOST_LETTERS = 200
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z")
FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would run
YEAR = timedelta(days=366)
SHOWN = 5  # examples in one sentence
TOO_EARLY = N_("Salah satu unit ini sudah berubah mulai %(day)s. Pilih hari itu atau sesudahnya.")
SAME_UNIT = N_("%(unit)s berganti kode dari %(old)s ke %(new)s. Pakai kode lamanya, atau gabungkan ke yang baru.")
EMPTY_REGION = N_("Tidak ada lagi unit di wilayah %(region)s, yang punya meja sendiri. Samakan ejaannya.")


def may_propose(person: Person) -> bool:
    return person.has_role("admin")


def bad_text(text: str) -> str:
    """Why this cannot be the name, kind or region of a unit; "" when it can."""
    if text.startswith(FORMULA):
        return _("diawali %(sign)s, seperti rumus. Tulis sebagai teks biasa.", sign=text[0])
    if len(text) > MOST_LETTERS:
        return _("lebih dari %(most)d huruf. Singkatkan.", most=MOST_LETTERS)
    if clean(text) != text or shown(text) != text or "\n" in text:
        return _("berisi tanda yang tidak terlihat. Ketik ulang.")
    return ""


def bad_code(code: str, organisation: Organisation) -> str:
    """A code that is in the list already is what it is."""
    if code in organisation.units or CODE.match(code):
        return ""
    return _("kode paling banyak 40 huruf, angka, titik, garis bawah, atau tanda hubung.")


def problems(
    organisation: Organisation, states: States, since: date, today: date, units: UnitList, house: Jurisdiction
) -> tuple[str, ...]:
    """Everything that speaks against these states from that day on; empty when they can be proposed.

    `organisation` is the list as it will be last, `units` the list with everything that waits already.
    """
    if not states:
        return (_("Tidak ada yang berubah."),)
    found = [*_of_the_day(states, since, today, units), *_of_the_house(organisation, states, house)]
    found += [*_of_children(organisation, states), *_of_codes(organisation, states)]
    if not found:
        try:
            after = units.with_states(states, since).on(date.max)
        except BadOrganisation as bad:
            return (_("Unit %(code)s: %(why)s. Perbaiki induknya.", code=bad.code, why=str(bad)),)
        found += _of_regions(organisation, after, house)
        if len(after.open_units()) > MOST_UNITS:
            found.append(_("Paling banyak %(most)d unit.", most=MOST_UNITS))
    return tuple(found)


def merge_problem(organisation: Organisation, code: str, into: str) -> str:
    if not organisation.is_open(into) or into == code:
        return _("Pilih unit lain yang masih ada.")
    if into in organisation.subtree(code) and organisation.units[into].parent_code != code:
        return _("%(unit)s berada di bawah unit ini. Pindahkan dulu ke induk lain.", unit=organisation.name_of(into))
    return ""


def _of_the_day(states: States, since: date, today: date, units: UnitList) -> Iterator[str]:
    if not today - YEAR <= since <= today + YEAR:
        yield _("Hari mulai berlaku paling jauh satu tahun dari hari ini.")
    last = units.last_change(unit.code for unit in states)
    if last and since < last:
        yield _(TOO_EARLY, day=day(last, language()))


def _of_the_house(organisation: Organisation, states: States, house: Jurisdiction) -> Iterator[str]:
    """Units that routing names by their code can change their name, not end."""
    needed = {house.inspectorate_unit, *house.governor_units, *house.desk_units.values()}
    for unit in states:
        if not unit.is_open and unit.code in needed:
            yield _(
                "%(unit)s menentukan jalur laporan, jadi kodenya harus tetap ada. Ganti namanya saja.",
                unit=organisation.name_of(unit.code),
            )
        if not unit.is_open and organisation.is_root(unit.code):
            yield _("%(unit)s adalah induk semuanya dan tidak bisa ditutup.", unit=organisation.name_of(unit.code))


def _of_children(organisation: Organisation, states: States) -> Iterator[str]:
    after = {unit.code: unit for unit in states}
    for unit in (each for each in states if not each.is_open):
        left = [
            child.short_name for child in children(organisation, unit.code)
            if after.get(child.code, child).is_open and after.get(child.code, child).parent_code == unit.code
        ]
        if left:
            yield _(
                "%(unit)s masih punya unit di bawahnya: %(names)s. Pindahkan atau tutup itu dulu.",
                unit=unit.name, names=some(left),
            )


def _of_codes(organisation: Organisation, states: States) -> Iterator[str]:
    """Another code is another unit: its people would receive what was told about it under the old one."""
    ends = {unit.name.casefold(): unit for unit in states if not unit.is_open and not unit.successor}
    for unit in states:
        former = ends.get(unit.name.casefold())
        if former and unit.is_open and unit.code not in organisation.units:
            yield _(SAME_UNIT, new=unit.code, old=former.code, unit=unit.name)


def _of_regions(before: Organisation, after: Organisation, house: Jurisdiction) -> Iterator[str]:
    """A territory that no unit has any more would leave its desk without reports."""
    for region in house.territories:
        if _has_region(before, region) and not _has_region(after, region):
            yield _(EMPTY_REGION, region=region)


def _has_region(organisation: Organisation, region: str) -> bool:
    return any(unit.region == region for unit in organisation.open_units())


def some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    first = ", ".join(names[:SHOWN])
    return _("%(first)s dan %(rest)d lain", first=first, rest=rest) if rest > 0 else first


def facts_problem(unit: Unit) -> str:
    texts = (unit.name, unit.short_name, unit.kind, unit.region)
    return next(filter(None, map(bad_text, texts)), "")
