"""What a directory says otherwise than the one before, in Bahasa: every field, so that whoever signs sees all of it."""

from wbs.cases.vocabulary import DESKS, ROLES
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
            found.append(f"KUNCI BERSAMA BERGANTI: {name}. Ini tidak pernah datang dari halaman Orang.")
    if before.government != after.government:
        found.append("DATA PEMERINTAH BERGANTI. Ini tidak pernah datang dari halaman Orang.")
    if before.realm != after.realm:
        found.append(f"JALUR BERGANTI: {before.realm} -> {after.realm}")
    return tuple(found)


def _described(person: Person) -> str:
    told = [f"{label} {_value(name, getattr(person, name))}" for name, label in FIELDS[2:] if getattr(person, name)]
    return "; ".join([f"{person.name}, {person.position}", *told, _key(person)])


def _changed(former: Person, person: Person) -> list[str]:
    found = [
        f"{former.name}: {label} {_value(name, getattr(former, name))} -> {_value(name, getattr(person, name))}"
        for name, label in FIELDS
        if getattr(former, name) != getattr(person, name)
    ]
    if (former.public_key, former.is_provisional) != (person.public_key, person.is_provisional):
        found.append(f"{person.name}: {_key(person)}")
    return found


def _key(person: Person) -> str:
    kind = "kunci sementara" if person.is_provisional else "KUNCI, cocokkan dengan orangnya"
    return f"{kind} {fingerprint(person.public_key)}"


def _value(name: str, value: str | frozenset[str]) -> str:
    if isinstance(value, str):
        return value
    labels = {"roles": ROLES, "desks": DESKS}.get(name, {})
    return ", ".join(labels[key].label if key in labels else key for key in sorted(value)) or "tidak ada"
