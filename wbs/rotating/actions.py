"""Rotating, retiring, and how things stand. The file goes first, then the entry; every step can be done again.

Decides when an old key may go: long enough superseded, and nothing hangs on it. Does not know how it is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wbs.errors import Refused
from wbs.keynumbers import former_numbers, live_numbers, names_in
from wbs.rotating import placing, recording
from wbs.rotating.hanging import hanging, old_key
from wbs.rotating.kinds import KINDS
from wbs.rotating.recording import Known
from wbs.staff.instance import Instance

NOT_HERE = "Di folder kunci ini tidak ada {kind}. Jalankan di mesin yang punya folder kunci utuh (`wbs` oleh root)."
TOO_SOON = "{kind} nomor {number} baru digantikan {on:%d-%m-%Y}. Pensiunkan paling cepat {after:%d-%m-%Y}."
STILL_HANGS = "{count} masih bergantung pada {kind} nomor {number}. {waits_for}"
NOTHING_OLD = "Tidak ada kunci lama yang bisa dipensiunkan atau dihapus."
NOT_RECORDED = "{kind} nomor {number} belum tercatat di buku jejak. Jalankan: wbs rotate status --record"


@dataclass(frozen=True)
class Standing:
    """One key as it stands. `since` of an old one is when it was superseded; `hangs` is None where nothing can."""

    kind: str
    number: int
    state: str  # "newest", "old" or "former"
    since: datetime
    hangs: int | None = None
    is_recorded: bool = True


def rotate(instance: Instance, kinds: Sequence[str], now: datetime) -> tuple[tuple[str, int], ...]:
    """The new keys. One that an interrupted command left without an entry is taken up, not doubled. Raises Refused."""
    folder = instance.settings.keys_dir
    for kind in kinds:
        require_here(instance, kind)
    begun = record_missing(instance, now)
    done = [(kind, number) for kind, number in begun if kind in kinds]
    for kind in kinds:
        if not any(kind == one for one, _ in done):
            number = placing.next_number(folder, kind)
            placing.place(folder, kind, number)
            recording.note_rotated(instance, kind, number, now)
            done.append((kind, number))
    return tuple(done)


def record_missing(instance: Instance, now: datetime) -> tuple[tuple[str, int], ...]:
    """Adds the entries that a command did not get to."""
    missing = recording.unrecorded(instance, recording.known())
    for kind, number in missing:
        recording.note_rotated(instance, kind, number, now)
    return missing


def retire(instance: Instance, kind: str, now: datetime) -> int:
    """Retires the oldest live key of the kind that has a successor, and gives its number. Raises Refused."""
    folder, told = instance.settings.keys_dir, recording.known()
    live = live_numbers(kind, names_in(folder))
    if not live[1:]:
        raise Refused(NOTHING_OLD)
    number = live[-1]
    if (kind, number) not in told.retired:  # else a command broke off before renaming the file
        _require_free(instance, kind, number, told, now)
        recording.note_retired(instance, kind, number, now)
    placing.retire(folder, kind, number)
    return number


def _require_free(instance: Instance, kind: str, number: int, told: Known, now: datetime) -> None:
    name, rests = KINDS[kind].name, KINDS[kind].rests
    on = _superseded_at(instance, kind, number, told)
    if on is None:
        raise Refused(NOT_RECORDED.format(kind=name, number=_successor(instance, kind, number)))
    if now < on + rests:
        after = instance.today(on + rests)
        raise Refused(TOO_SOON.format(kind=name, number=number, on=instance.today(on), after=after))
    count = hanging(instance, old_key(instance, kind, number, on), now)
    if count:
        waits_for = KINDS[kind].waits_for
        raise Refused(STILL_HANGS.format(count=count, kind=name, number=number, waits_for=waits_for))


def forget_outlived(instance: Instance, now: datetime) -> tuple[tuple[str, int], ...]:
    """Removes retired keys that no backup can need any more. Those of the ledger stay: they check old entries."""
    folder, told = instance.settings.keys_dir, recording.known()
    kept = timedelta(days=instance.settings.backup_days)
    gone = [
        (kind.files, number)
        for kind in KINDS.values() if not kind.is_kept
        for number in former_numbers(kind.files, names_in(folder))
        if (kind.files, number) in told.retired and told.retired[kind.files, number] + kept < now
    ]  # fmt: skip
    for name, number in gone:
        placing.forget(folder, name, number)
    return tuple(gone)


def standing(instance: Instance, now: datetime) -> Iterator[Standing]:
    folder, told = instance.settings.keys_dir, recording.known()
    names = names_in(folder)
    for kind in KINDS:
        for place, number in enumerate(live_numbers(kind, names)):
            is_recorded = number == 1 or (kind, number) in told.rotated
            if place == 0:
                since = told.rotated.get((kind, number)) or placing.written_at(folder, kind, number)
                yield Standing(kind, number, "newest", since, is_recorded=is_recorded)
                continue
            on = _superseded_at(instance, kind, number, told) or now
            count = hanging(instance, old_key(instance, kind, number, on), now)
            yield Standing(kind, number, "old", on, count, is_recorded)
        for number in former_numbers(kind, names):
            since = told.retired.get((kind, number)) or placing.written_at(folder, kind, number, is_former=True)
            yield Standing(kind, number, "former", since, is_recorded=(kind, number) in told.retired)


def require_here(instance: Instance, kind: str) -> None:
    if not live_numbers(kind, names_in(instance.settings.keys_dir)):
        raise Refused(NOT_HERE.format(kind=KINDS[kind].name))


def _successor(instance: Instance, kind: str, number: int) -> int:
    names = names_in(instance.settings.keys_dir)
    later = [one for one in (*live_numbers(kind, names), *former_numbers(kind, names)) if one > number]
    return min(later, default=number)


def _superseded_at(instance: Instance, kind: str, number: int, told: Known) -> datetime | None:
    return told.rotated.get((kind, _successor(instance, kind, number)))
