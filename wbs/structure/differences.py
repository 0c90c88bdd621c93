"""What new states change, one by one and grouped as an office speaks of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wbs.organisation.units import Organisation, Unit
from wbs.web.text import N_, _, gettext

ADDED, REOPENED, MERGED, CLOSED, RENAMED, MOVED, OTHER = (
    "added", "reopened", "merged", "closed", "renamed", "moved", "other"
)  # fmt: skip
GROUPS: Mapping[str, str] = MappingProxyType(  # in the order in which they are shown
    {
        MERGED: N_("Bergabung ke unit lain"),
        CLOSED: N_("Ditutup"),
        ADDED: N_("Baru"),
        REOPENED: N_("Dibuka kembali"),
        RENAMED: N_("Berganti nama"),
        MOVED: N_("Pindah induk"),
        OTHER: N_("Berubah datanya"),
    }
)
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name": N_("nama"),
        "short_name": N_("singkatan"),
        "parent_code": N_("induk"),
        "kind": N_("jenis"),
        "region": N_("wilayah"),
        "employees": N_("jumlah pegawai"),
        "runs_infrastructure": N_("menjalankan server atau jaringan"),
    }
)


@dataclass(frozen=True)
class Difference:
    """One unit before (None: it was not there) and after, and which group that is."""

    group: str
    before: Unit | None
    after: Unit

    def fields(self) -> tuple[str, ...]:
        """What is different, of a unit that was open and stays so."""
        if self.before is None or self.group in (MERGED, CLOSED):
            return ()
        return tuple(name for name in FIELDS if getattr(self.before, name) != getattr(self.after, name))


def difference(before: Unit | None, after: Unit) -> Difference:
    return Difference(_group(before, after), before, after)


def differences(organisation: Organisation, states: Sequence[Unit]) -> tuple[Difference, ...]:
    """In the order of the groups."""
    found = [difference(organisation.units.get(unit.code), unit) for unit in states]
    return tuple(sorted(found, key=lambda one: list(GROUPS).index(one.group)))


def told(one: Difference, before: Organisation, after: Organisation) -> str:
    """The difference in words, without the name of the group."""
    unit = one.after
    if one.group == MERGED:
        return _("%(unit)s (%(code)s) ke %(into)s", unit=unit.name, code=unit.code, into=after.name_of(unit.successor))
    head = f"{one.before.name if one.before else unit.name} ({unit.code})"
    if one.before is None:
        parent = after.name_of(unit.parent_code or "") or _("tanpa induk")
        return f"{head}: {_kind(unit.kind)}; {parent}" + (f"; {unit.region}" if unit.region else "")
    changes = [_told_field(name, one, before, after) for name in one.fields()]
    return f"{head}: {'; '.join(changes)}" if changes else head


def _told_field(name: str, one: Difference, before: Organisation, after: Organisation) -> str:
    was, becomes = _value(name, one.before, before), _value(name, one.after, after)
    return _("%(field)s: %(was)s menjadi %(becomes)s", field=gettext(FIELDS[name]), was=was, becomes=becomes)


def _value(name: str, unit: Unit | None, organisation: Organisation) -> str:
    value = getattr(unit, name)
    if name == "parent_code":
        return organisation.name_of(value) if value else _("tanpa induk")
    if name == "runs_infrastructure":
        return _("ya") if value else _("tidak")
    if name == "kind":
        return _kind(value)
    return _("tidak diisi") if value in ("", None) else str(value)


def _kind(kind: str) -> str:
    return kind.replace("_", " ")


def _group(before: Unit | None, after: Unit) -> str:
    if before is None:
        return ADDED
    if not after.is_open:
        return MERGED if after.successor else CLOSED
    if not before.is_open:
        return REOPENED
    if (before.name, before.short_name) != (after.name, after.short_name):
        return RENAMED
    return MOVED if before.parent_code != after.parent_code else OTHER
