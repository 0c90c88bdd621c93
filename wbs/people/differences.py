"""What a directory says otherwise than the one before, in Bahasa: every field, so that whoever signs sees all of it."""

from dataclasses import replace

from wbs.cases.vocabulary import DESKS, ROLES
from wbs.organisation.government import Government
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import Directory, Person
from wbs.staff.first_time import fingerprint

FIELDS = (
    ("name", "nama"), ("position", "jabatan"), ("unit", "unit"), ("roles", "peran"), ("desks", "meja"),
    ("conflict_units", "unit benturan"),
)  # fmt: skip


def differences(before: Directory, after: Directory) -> tuple[str, ...]:
    """Everything in which two documents differ, in Bahasa; empty when only serial and last day do."""
    known, found = {person.id: person for person in before.people}, []
    for person in after.people:
        former = known.pop(person.id, None)
        if former is None:
            found.append(f"BARU: {_described(person)}")
        else:
            found += _changed(former, person)
    found += [f"KELUAR: {person.name}, {person.position}" for person in known.values()]
    for name in sorted(before.shared.keys() | after.shared.keys()):
        if before.shared.get(name) != after.shared.get(name):
            found.append(_shared(name, after))
    found += _of_government(before.government, after.government)
    if before.realm != after.realm:
        found.append(f"JALUR BERGANTI: {before.realm} -> {after.realm}")
    return tuple(found)


def _of_government(before: Government | None, after: Government | None) -> list[str]:
    """Which units those are, the command tells beside it (wbs/structure)."""
    units = (before.units if before else None, after.units if after else None)
    found = ["DAFTAR UNIT BERGANTI."] if units[0] != units[1] else []
    if before and after and replace(before, units=None) == replace(after, units=None):
        return found
    if before != after:
        found.append("DATA PEMERINTAH BERGANTI. Ini tidak pernah datang dari halaman Orang.")
    return found


def _shared(name: str, after: Directory) -> str:
    key = after.shared.get(name)
    if name == "notifier" and key is not None:
        return (
            f"KUNCI PENGIRIM KABAR BARU {fingerprint(key)}: cocokkan dengan yang dicetak `wbs rotate notifier`. "
            "Ini tidak pernah datang dari halaman Orang."
        )
    if name not in CUSTODY_OF or key is None:
        return f"KUNCI BERSAMA BERGANTI: {name}. Ini tidak pernah datang dari halaman Orang."
    return (
        f"KUNCI BERSAMA BARU, cocokkan dengan pembuatnya: {name} {fingerprint(key)}. "
        "Yang disegel ke kunci lama tidak terbuka dengan kunci ini."
    )


def _described(person: Person) -> str:
    told = [f"{label} {_value(name, getattr(person, name))}" for name, label in FIELDS[2:] if getattr(person, name)]
    return "; ".join([f"{person.name}, {person.position}", *told, _key(person)])


def _changed(former: Person, person: Person) -> list[str]:
    found = [
        f"{former.name}: {label} {_value(name, getattr(former, name))} -> {_value(name, getattr(person, name))}"
        for name, label in FIELDS
        if getattr(former, name) != getattr(person, name)
    ]
    if former.stands_in != person.stands_in:
        found.append(f"{former.name}: pengganti {_standing_in(person)}")
    if (former.public_key, former.is_provisional) != (person.public_key, person.is_provisional):
        found.append(f"{person.name}: {_key(person)}")
    return found


def _standing_in(person: Person) -> str:
    told = [f"{one.desk} {one.begins_on} sampai {one.ends_on}" for one in person.stands_in]
    return "; ".join(told) or "tidak lagi"


def _key(person: Person) -> str:
    kind = "kunci sementara" if person.is_provisional else "KUNCI, cocokkan dengan orangnya"
    return f"{kind} {fingerprint(person.public_key)}"


def _value(name: str, value: str | frozenset[str]) -> str:
    if isinstance(value, str):
        return value
    labels = {"roles": ROLES, "desks": DESKS}.get(name, {})
    return ", ".join(labels[key].label if key in labels else key for key in sorted(value)) or "tidak ada"
