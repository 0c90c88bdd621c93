"""When nobody is left who can read: k holders come together, and one named person is given the cases, on the record."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.founding.settling import Settled, directory_of, secret_on, sheets_called, signed_again
from tests.founding.test_two_governments import about
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, declare_conflict, read_case
from wbs.cases.records import Case, Grant
from wbs.cases.report import Party
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.founding.ceremony import Ceremony
from wbs.founding.quorum import Gathering
from wbs.founding.recovering import recipient_named, recover
from wbs.founding.refusals import Impossible
from wbs.ledger.read import pending_entries
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount
from wbs.staff.rounds import remember_directories
from wbs.staff.signing_in import SignedIn

TODAY = NOW.date()


def rebuilt(ceremony: Ceremony, realm: str = "main") -> Identity:
    gathering = Gathering()
    for sheet in sheets_called(ceremony, f"pemulihan-{realm}")[1:]:
        gathering.add(secret_on(sheet))
    return gathering.rebuild()


def number_of(filed) -> str:
    return db.session.get_one(Case, filed.case_id).number


def newcomer(settled: Settled, ceremony: Ceremony, **changes: object) -> SignedIn:
    """Everybody of the main realm is gone; one new head stands in the directory, with an account."""
    identity, person_id = Identity.generate(), uuid4()
    values: dict[str, object] = {
        "id": person_id, "name": "Kusnadi Wijaya", "position": "Inspektur", "unit": "PSW-IT",
        "roles": frozenset({"irban", "pemeriksa"}), "desks": frozenset({"inspektorat"}),
        "public_key": identity.public_key,
    }
    person = Person(**{**values, **changes})
    directory = directory_of(settled.instance, "main", TODAY)
    signed_again(settled.instance, ceremony, replace(directory, serial=3, people=(person,)))
    with transaction() as session:
        session.add(StaffAccount(
            person_id=person.id, realm="main", sign_in_name="kusnadi", salt=b"", kib=8, passes=1, verifier_hash=b"",
            sealed_identity=b"",
        ))  # fmt: skip
    return SignedIn(person, "main", identity, session_hash=b"")


def remember(instance: Instance) -> None:
    remember_directories(instance, NOW)
    db.session.rollback()


def test_the_cases_of_people_who_are_gone_open_again(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    filed = [a_filed_report(instance, about("PSW-DINKES")) for _ in range(2)]
    new = newcomer(settled, ceremony)
    remember(instance)
    person = recipient_named(instance, "main", "Kusnadi", NOW)
    done = recover(instance, "main", rebuilt(ceremony), person, NOW)
    assert set(done.given) == {number_of(one) for one in filed} and done.passed_over == ()
    for one in filed:
        confirm_no_conflict(instance, new, one.case_id, NOW)
        assert read_case(instance, new, one.case_id, NOW).report.kind == "pungli"
    told = [entry for entry in pending_entries("main") if entry.tag == "recovery:used"]
    assert len(told) == 2 and {entry.by for entry in told} == {str(person.id)}
    assert discrepancies("main", instance.settings.zone) == []


def test_once_more_changes_nothing_and_readable_cases_stay_as_they_are(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    a_filed_report(instance, about("PSW-DINKES"))
    anggraini = recipient_named(instance, "main", "anggraini", NOW)
    assert recover(instance, "main", rebuilt(ceremony), anggraini, NOW).given == ()
    newcomer(settled, ceremony)
    kusnadi = recipient_named(instance, "main", "kusnadi", NOW)
    assert len(recover(instance, "main", rebuilt(ceremony), kusnadi, NOW).given) == 1
    assert recover(instance, "main", rebuilt(ceremony), kusnadi, NOW).given == ()


def test_whom_the_report_names_or_excludes_gets_nothing(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    named = a_filed_report(instance, about("PSW-DINKES", excluded=(Party(name="Kusnadi Wijaya"),)))
    free = a_filed_report(instance, about("PSW-DINKES"))
    newcomer(settled, ceremony)
    person = recipient_named(instance, "main", "kusnadi", NOW)
    done = recover(instance, "main", rebuilt(ceremony), person, NOW)
    assert done.given == (number_of(free),)
    assert done.passed_over == ((number_of(named), "pelapor tidak ingin orang ini membacanya"),)


def test_who_declared_a_conflict_does_not_get_it_back_this_way(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    filed = a_filed_report(instance, about("PSW-DINKES"))
    declare_conflict(instance, settled.officer("anggraini", TODAY), filed.case_id, NOW)
    anggraini = recipient_named(instance, "main", "anggraini", NOW)
    done = recover(instance, "main", rebuilt(ceremony), anggraini, NOW, numbers=(number_of(filed),))
    assert done.given == () and "benturan" in done.passed_over[0][1]
    assert db.session.query(Grant).filter_by(case_id=filed.case_id, person_id=anggraini.id).count() == 0


def test_a_lost_key_is_replaced_by_a_new_grant_in_its_place(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    filed = a_filed_report(instance, about("PSW-DINKES"))
    identity = Identity.generate()
    directory = directory_of(instance, "main", TODAY)
    mine = next(person for person in directory.people if person.name.startswith("Bambang"))
    people = tuple(replace(one, public_key=identity.public_key) if one is mine else one for one in directory.people)
    signed_again(instance, ceremony, replace(directory, serial=3, people=people))
    remember(instance)
    bambang = recipient_named(instance, "main", "bambang", NOW)
    done = recover(instance, "main", rebuilt(ceremony), bambang, NOW, everything=True)
    assert done.given == (number_of(filed),)
    signed_in = SignedIn(bambang, "main", identity, session_hash=b"")
    confirm_no_conflict(instance, signed_in, filed.case_id, NOW)
    assert read_case(instance, signed_in, filed.case_id, NOW)
    assert discrepancies("main", instance.settings.zone) == []


def test_a_foreign_key_and_the_other_realms_shares_open_nothing(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    a_filed_report(instance, about("PSW-DINKES"))
    person = recipient_named(instance, "main", "anggraini", NOW)
    for identity in (Identity.generate(), rebuilt(ceremony, "bypass")):
        with pytest.raises(Impossible, match="bukan kunci pemulihan jalur main"):
            recover(instance, "main", identity, person, NOW, everything=True)


def test_only_a_reader_with_a_key_of_their_own_receives(
    settled: Settled, ceremony: Ceremony
) -> None:
    instance = settled.instance
    for name, why in (("siapa", "Tidak ada orang"), ("desi", "bukan pembaca"), ("edwin", "bukan pembaca")):
        with pytest.raises(Impossible, match=why):
            recipient_named(instance, "main", name, NOW)
    with pytest.raises(Impossible, match="Tidak ada orang"):
        recipient_named(instance, "main", "fitria", NOW)  # of the other realm
    newcomer(settled, ceremony, is_provisional=True)
    with pytest.raises(Impossible, match="belum punya kunci sendiri"):
        recipient_named(instance, "main", "kusnadi", NOW)


def test_an_unknown_number_is_refused(settled: Settled, ceremony: Ceremony) -> None:
    person = recipient_named(settled.instance, "main", "anggraini", NOW)
    with pytest.raises(Impossible, match="Tidak ada kasus"):
        recover(settled.instance, "main", rebuilt(ceremony), person, NOW, numbers=("XXXXX-YYYYY",))
