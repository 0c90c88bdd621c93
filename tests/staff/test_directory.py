"""Nobody is believed to work here, and nothing is sealed to anybody, but by a signed directory that is in force."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.people import member
from wbs.crypto.envelope import open_key, seal_key
from wbs.errors import Distrusted, NotFound
from wbs.founding import Founded
from wbs.staff.directory import Directory, check_directory, sign_directory

TODAY = date(2026, 11, 23)
Change = Callable[[bytes], bytes]


@pytest.fixture
def public(founded: Founded) -> bytes:
    return founded.directory_key.public_key().public_bytes_raw()


@pytest.fixture
def directory(founded: Founded) -> Directory:
    return founded.directories["main"]


def test_what_was_signed_is_read_back_whole(founded: Founded, directory: Directory, public: bytes) -> None:
    raw = sign_directory(directory, founded.directory_key)
    assert check_directory(raw, public, "main", TODAY) == directory
    assert check_directory(raw, public, "main", directory.valid_until, least_serial=directory.serial) == directory


def test_a_directory_of_another_hand_is_refused(directory: Directory, public: bytes) -> None:
    with pytest.raises(Distrusted):
        check_directory(sign_directory(directory, Ed25519PrivateKey.generate()), public, "main", TODAY)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"Petugas", b"Petugos", 1),
        lambda raw: raw.replace(b'"serial":1', b'"serial":9'),
        lambda raw: raw.replace(b'"realm":"main"', b'"realm":"bypass"'),
        lambda raw: raw.split(b"\n")[0],
        lambda raw: raw.split(b"\n")[0] + b"\n" + base64.b64encode(bytes(64)),
        lambda raw: raw.split(b"\n")[0] + b"\nnot base64",
        lambda raw: b"\n" + raw,
        lambda raw: b"",
        lambda raw: b"\xff\xfe\n\xff",
    ],
)
def test_a_changed_byte_is_refused(founded: Founded, directory: Directory, public: bytes, change: Change) -> None:
    with pytest.raises(Distrusted):
        check_directory(change(sign_directory(directory, founded.directory_key)), public, "main", TODAY)


def test_another_realm_an_old_day_and_an_old_serial_are_refused(
    founded: Founded, directory: Directory, public: bytes
) -> None:
    raw = sign_directory(directory, founded.directory_key)
    with pytest.raises(Distrusted, match="realm"):
        check_directory(raw, public, "bypass", TODAY)
    with pytest.raises(Distrusted, match="expired"):
        check_directory(raw, public, "main", directory.valid_until + timedelta(days=1))
    with pytest.raises(Distrusted, match="older"):
        check_directory(raw, public, "main", TODAY, least_serial=directory.serial + 1)


def test_a_person_is_found_by_id_desk_and_role(directory: Directory) -> None:
    dewi = member("dewi")
    assert directory.person(dewi.id).name == "Dewi Dua"
    assert dewi.id in {person.id for person in directory.members("investigasi")}
    assert [person.name for person in directory.with_role("auditor")] == ["Wulan Auditor"]
    with pytest.raises(NotFound):
        directory.person(member("sari").id)
    with pytest.raises(NotFound):
        replace(directory, shared={}).shared_recipient("oversight")


def test_a_recipient_is_the_key_of_the_directory(directory: Directory) -> None:
    dewi = member("dewi")
    sealed = seal_key(directory.recipient(dewi.id), bytes(32), "here")
    assert open_key(dewi.identity, sealed, "here") == bytes(32)
