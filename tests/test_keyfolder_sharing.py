"""Files that several accounts of one installation need, and keys that systemd hands over by an access list."""

import os
import struct
from pathlib import Path

import pytest

from wbs.keyfolder import MissingKey, SessionPeppers, is_open_to_others, load_text, shared_mode

OWNER, USER, GROUP, MASK, OTHER, NOBODY = 1, 2, 4, 0x10, 0x20, 0xFFFFFFFF


def give(path: Path, *named: tuple[int, int], other: int = 0) -> None:
    """An access list as systemd writes it: the owner, named users, no group."""
    entries = [(OWNER, 4, NOBODY), *((USER, 4, who) for _, who in named), (GROUP, 0, NOBODY), (MASK, 4, NOBODY)]
    packed = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", *entry) for entry in [*entries, (OTHER, other, NOBODY)]
    )
    try:
        os.setxattr(path, "system.posix_acl_access", packed)
    except OSError:
        pytest.skip("no access lists on this file system")


def test_a_credential_of_our_own_is_no_open_key(tmp_path: Path) -> None:
    path = tmp_path / "store.secret"
    path.write_text("rahasia")
    path.chmod(0o400)
    give(path, (USER, os.geteuid()))
    assert path.stat().st_mode & 0o077 and load_text(path) == "rahasia"


def test_a_key_that_another_account_is_given_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.secret"
    path.write_text("rahasia")
    path.chmod(0o400)
    give(path, (USER, os.geteuid() + 1))
    assert is_open_to_others(path)
    with pytest.raises(MissingKey):
        load_text(path)


def test_a_shared_folder_gives_to_its_group_and_another_does_not(tmp_path: Path) -> None:
    before = os.umask(0o007)
    try:
        for name, folder_mode, mode in (("shared", 0o2770, 0o660), ("own", 0o700, 0o600)):
            (tmp_path / name).mkdir()
            (tmp_path / name).chmod(folder_mode)
            peppers = SessionPeppers(tmp_path / name / "session-peppers")
            assert peppers.live() and shared_mode(tmp_path / name) == mode
            assert peppers.path.stat().st_mode & 0o777 == mode
    finally:
        os.umask(before)
