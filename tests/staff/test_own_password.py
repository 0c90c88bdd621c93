"""Which passwords are refused, and what changing one's own ends and keeps."""

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.door import half_way, through_the_door
from wbs.db import db
from wbs.errors import Refused, Throttled
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance
from wbs.staff.own_password import Unsuitable, change_password
from wbs.staff.own_sessions import end_other_sessions, end_session, own_sessions
from wbs.staff.password_rules import ABOUT_ONESELF, TOO_EASY, TOO_SHORT, problem_with
from wbs.staff.records import StaffFactor, StaffSession
from wbs.staff.signing_in import SignedIn, resume, sign_in
from wbs.staff.throttle import FREE_TRIES

NEW = "gerobak pelangi mengunyah trotoar"
OWN, HOUSE = ("Dewi Dua", "dewi.dua"), ("Pemerintah Provinsi Contoh", "Ruang Lapor")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", TOO_SHORT),
        ("x7$Kq!9zLw2@pR", TOO_SHORT),
        ("          kuda nil          ", TOO_SHORT),
        ("aaaaaaaaaaaaaaaaaaaaaa", TOO_EASY),
        ("passwordpassword1", TOO_EASY),
        ("qwertyuiopasdfghjkl", TOO_EASY),
        ("123456789012345678", TOO_EASY),
        ("rumah rumah rumah rumah", TOO_EASY),
        ("bismillahirrahmanirrahim", TOO_EASY),
        ("Pancasila17081945", TOO_EASY),
        ("- - - - - - - - - - -", TOO_EASY),
        ("pelangi de wi gerobak", ABOUT_ONESELF),
        ("rahasia-DEWI-2026-ku", ABOUT_ONESELF),
        ("kami di ruang lapor bekerja", ABOUT_ONESELF),
        ("pemerintahprovinsicontoh99", ABOUT_ONESELF),
        (NEW, ""),
        ("di ruang mana kuda nil melapor", ""),
        ("x7$Kq!9zLw2@pRm4", ""),
        ("ё" * 3 + "ж непростой пароль у моря", ""),
        (NEW * 6, ""),
    ],
)
def test_the_rule(password: str, problem: str) -> None:
    assert problem_with(password, OWN, HOUSE) == problem


@pytest.fixture
def dewi(instance: Instance) -> SignedIn:
    return opened(instance)


def opened(instance: Instance, name: str = "dewi") -> SignedIn:
    signed_in = resume(instance, through_the_door(instance, name, NOW), NOW)
    assert signed_in is not None
    return signed_in


def test_a_new_password_opens_the_same_identity_and_the_old_one_nothing(instance: Instance, dewi: SignedIn) -> None:
    change_password(instance, dewi, PASSWORD, NEW, NOW)
    with pytest.raises(Refused):
        sign_in(instance, "dewi", PASSWORD, NOW)
    assert half_way(instance, "dewi", NOW, NEW).identity == member("dewi").identity
    assert db.session.execute(sa.select(StaffFactor).where(StaffFactor.person_id == dewi.person.id)).first()
    assert "password:changed" in {entry.tag for entry in pending_entries("main")}


def test_it_ends_all_other_sessions_and_renames_this_one(instance: Instance, dewi: SignedIn) -> None:
    other, colleague = opened(instance), opened(instance, "wulan")
    token = change_password(instance, dewi, PASSWORD, NEW, NOW)
    found = resume(instance, token, NOW)
    assert found is not None and found.ends_at == dewi.ends_at
    left = set(db.session.execute(sa.select(StaffSession.id_hash)).scalars())
    assert left == {found.session_hash, colleague.session_hash}
    assert not left & {dewi.session_hash, other.session_hash}


@pytest.mark.parametrize("new", [PASSWORD, "terlalu pendek", "dewi dan kuda nil di laut"])
def test_what_is_refused_changes_nothing(instance: Instance, dewi: SignedIn, new: str) -> None:
    with pytest.raises(Unsuitable):
        change_password(instance, dewi, PASSWORD, new, NOW)
    assert sign_in(instance, "dewi", PASSWORD, NOW)


def test_an_unattended_screen_does_not_give_the_password_away(instance: Instance, dewi: SignedIn) -> None:
    for _ in range(FREE_TRIES):
        with pytest.raises(Refused):
            change_password(instance, dewi, "salah", NEW, NOW)
    with pytest.raises(Throttled):
        change_password(instance, dewi, PASSWORD, NEW, NOW)


def test_sessions_are_ones_own_to_end(instance: Instance, dewi: SignedIn) -> None:
    second, third, colleague = opened(instance), opened(instance), opened(instance, "wulan")
    listed = own_sessions(dewi)
    assert [one.is_this for one in listed] == [True, False, False]
    assert {one.begun_on for one in listed} == {NOW.date()}
    for key in (second.session_hash.hex(), colleague.session_hash.hex(), "", "zz", "é"):
        end_session(dewi, key)
    left = set(db.session.execute(sa.select(StaffSession.id_hash)).scalars())
    assert left == {dewi.session_hash, third.session_hash, colleague.session_hash}
    end_other_sessions(dewi)
    left = set(db.session.execute(sa.select(StaffSession.id_hash)).scalars())
    assert left == {dewi.session_hash, colleague.session_hash}
