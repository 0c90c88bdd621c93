"""Keys that one person holds, changes that one person decides, reviews that are late: each with the next step."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from flask import Flask

from tests.conftest import NOW
from wbs.cases.desk_check import Finding
from wbs.checking.measuring_people import of_people
from wbs.checking.people import (
    check_custody,
    check_known_keys,
    check_reviews,
    check_second_persons,
    check_statements,
)
from wbs.db import transaction
from wbs.ledger.append import record
from wbs.ledger.sequence import sequence
from wbs.staff.records import Custody


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.severity, one.sentence.split(":")[0].split(";")[0]) for one in findings]


def test_keys_of_an_office() -> None:
    counts = {("main", "oversight"): 1, ("bypass", "oversight"): 0, ("main", "custodian"): 2}
    waiting = {("main", "custodian"): 3, ("bypass", "oversight"): 1}
    assert told(check_custody(counts, waiting)) == [
        ("peringatan", "Tidak ada yang memegang kunci pengawasan jalur bypass."),
        ("catatan", "3 pejabat baru menunggu kunci penjaga identitas jalur main."),
        ("peringatan", "Hanya satu orang memegang kunci pengawasan jalur main"),
    ]


def test_a_key_that_somebody_took_along() -> None:
    (finding,) = check_known_keys([("main", "oversight")])
    assert "kunci pengawasan jalur main" in finding.sentence and "Ganti kunci ini" in finding.next_step


def test_second_persons() -> None:
    found = list(check_second_persons({"main": 1, "bypass": 2, "other": 3}))
    assert [one.severity for one in found] == ["catatan", "peringatan"]
    assert "--alone" in found[1].next_step


def test_a_review_is_late_only_after_its_patience() -> None:
    assert list(check_reviews({"main": ["Wulan"]}, is_late=False)) == []
    assert list(check_reviews({"main": []}, is_late=True)) == []
    (finding,) = check_reviews({"main": ["Tono", "Wulan"]}, is_late=True)
    assert "Tono, Wulan" in finding.sentence and "Tinjauan akses" in finding.next_step


def test_statements_are_missed_only_after_their_patience() -> None:
    assert list(check_statements({"main": 3}, is_late=False)) == []
    assert list(check_statements({"main": 0}, is_late=True)) == []
    (finding,) = check_statements({"main": 3, "bypass": 0}, is_late=True)
    assert "3 orang" in finding.sentence and "Tentang saya" in finding.next_step


def test_as_measured_in_the_house(app: Flask) -> None:
    instance = app.extensions["wbs"]
    found: list[Finding] = list(of_people(instance, NOW))
    assert sum("Hanya satu orang memegang" in one.sentence for one in found) == 4
    assert sum("terlambat" in one.sentence for one in found) == 0  # it began today, 23 November
    assert not any("masih menyimpan" in one.sentence for one in found)
    assert not any("belum menyatakan benturan" in one.sentence for one in found)

    with transaction() as session:
        session.add(Custody(realm="bypass", shared="custodian", person_id=uuid4(), sealed_seed=b""))
    assert sum("masih menyimpan" in one.sentence for one in of_people(instance, NOW)) == 1

    with transaction():
        record(instance.pen("staff"), "main", "access:reviewed", NOW - timedelta(days=90), by=str(uuid4()))
    with transaction():
        sequence("main", instance.keys.ledger, "tick", NOW)
    assert sum("terlambat" in one.sentence for one in of_people(instance, NOW)) == 2
    assert sum("belum menyatakan benturan" in one.sentence for one in of_people(instance, NOW)) == 2
