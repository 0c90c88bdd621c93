"""What the machine must grant, each check alone; and what is measured on this one."""

from datetime import date
from pathlib import Path

import pytest

from wbs.cases.desk_check import BLOCKING, NOTE, WARNING
from wbs.checking.machine import (
    MIB,
    KeyFolder,
    check_clock,
    check_completeness,
    check_disk,
    check_isolation,
    check_key_folder,
)
from wbs.checking.measuring import key_folder
from wbs.installing.credentials import FOUNDING
from wbs.keyfolder import create_keys

ALL_LOCKS = {"network", "ipc", "names", "mounts", "files", "calls"}


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (ALL_LOCKS, []),
        (ALL_LOCKS - {"names"}, [NOTE]),
        (ALL_LOCKS - {"network"}, [WARNING]),
        ({"ipc"}, [BLOCKING]),
        (set(), [BLOCKING]),
    ],
)
def test_locks_of_the_cleaning_child(held: set[str], found: list[str]) -> None:
    assert [one.severity for one in check_isolation(held)] == found


@pytest.mark.parametrize(("free", "found"), [(100 * MIB, [BLOCKING]), (2048 * MIB, [WARNING]), (9000 * MIB, [])])
def test_room_on_the_disk(free: int, found: list[str]) -> None:
    assert [one.severity for one in check_disk(free, 200 * MIB)] == found


def test_a_clock_that_went_back() -> None:
    today = date(2026, 11, 23)
    assert not [*check_clock(today, [])] and not [*check_clock(today, [date(2026, 11, 24)])]
    (found,) = check_clock(today, [date(2026, 1, 1), date(2027, 3, 1)])
    assert found.severity == BLOCKING and "01-03-2027" in found.sentence


def test_a_key_folder_as_the_founding_leaves_it(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys")
    assert not [*check_key_folder(key_folder(tmp_path / "keys"), "both")]


def test_keys_that_others_can_read(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o750)
    (tmp_path / "keys" / "ticket").chmod(0o640)
    found = [*check_key_folder(key_folder(tmp_path / "keys"), "both")]
    assert [one.severity for one in found] == [WARNING, BLOCKING] and "ticket" in found[1].sentence


def test_keys_that_do_not_belong_there() -> None:
    told = [*check_key_folder(KeyFolder(0o700, ("salt", "notifier", "direktori.kunci")), "public")]
    assert "direktori.kunci" in told[0].sentence and "notifier" in told[1].sentence
    assert [one.severity for one in check_key_folder(KeyFolder(None), "both")] == [BLOCKING]


@pytest.mark.parametrize(("is_alone", "severity"), [(True, BLOCKING), (False, WARNING)])
def test_a_key_folder_that_is_only_half_there(is_alone: bool, severity: str) -> None:
    """With several machines each has the keys of its own faces."""
    rotated = {"pepper.code.1": "pepper.code.2", "ticket": "ticket.3"}
    whole = KeyFolder(0o700, tuple(rotated.get(name, name) for name in FOUNDING))
    assert not [*check_completeness(whole, is_alone)]
    half = KeyFolder(0o700, tuple(name for name in whole.names if name != "pepper.staff.1"))
    (found,) = check_completeness(half, is_alone)
    assert found.severity == severity and "tidak ada pepper.staff.1" in found.sentence
    assert not [*check_completeness(KeyFolder(0o500, half.names, is_systemds=True), is_alone)]
