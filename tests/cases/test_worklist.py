"""The work list: only what one holds a key of, in due order, in as many queries for 60 cases as for 5."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report, an_officer
from tests.cases.life import INVESTIGATOR, OFFICER, a_closed_case, a_desk_at_work
from tests.conftest import NOW
from tests.staff.office import Browser, signed_in, words
from wbs.cases.examining import take
from wbs.cases.filters import BOTH, CLOSED, OVERDUE, THIS_WEEK, Filters
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Case, Grant
from wbs.cases.worklist import ALL, MINE, PAGE, Worklist, count_my_moves, find_by_number, list_cases
from wbs.db import db, transaction
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

URGENT = frozenset({"hilang_7_hari"})


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


def listed(
    instance: Instance, officer: SignedIn, scope: str = MINE, page: int = 1, days: int = 0, **filters: str
) -> Worklist:
    db.session.rollback()
    today = instance.today(NOW) + timedelta(days=days)
    return list_cases(officer, scope, Filters(**filters), page, today, instance.organisation)


def numbers(found: Worklist) -> list[str]:
    return [line.number for line in found.lines]


def test_my_moves_come_by_due_day(database: Flask):
    instance, officer = database.extensions["wbs"], an_officer(database.extensions["wbs"], OFFICER)
    later = a_filed_report(instance, now=NOW)
    urgent = a_filed_report(instance, a_report(flags=URGENT), now=NOW)
    earlier = a_filed_report(instance, now=NOW - timedelta(days=7))
    found = listed(instance, officer)
    assert numbers(found) == [urgent.receipt.number, earlier.receipt.number, later.receipt.number]
    assert (found.first, found.last, found.total) == (1, 3, 3)
    assert [line.card.kind for line in found.lines if line.card] == ["pungli"] * 3


def test_what_waits_for_somebody_else_is_not_my_work(instance: Instance):
    filed, officer, investigator, _head = a_desk_at_work(instance)
    take(instance, officer, filed.case_id, NOW)
    assert count_my_moves(officer) == 1 and not listed(instance, investigator).lines
    assert numbers(listed(instance, investigator, ALL)) == [filed.receipt.number]


def test_nobody_lists_what_they_hold_no_key_of(database: Flask):
    instance = database.extensions["wbs"]
    filed = a_filed_report(instance, a_report(flags=URGENT))
    bypassed = a_filed_report(instance, a_report(flags=frozenset({"orang_inspektorat"})))
    for name in ("petugas.irbanko_timur", "petugas.investigasi", "wulan", "sari"):
        officer = an_officer(instance, name)
        seen = [*numbers(listed(instance, officer)), *numbers(listed(instance, officer, ALL, show=BOTH))]
        assert filed.receipt.number not in seen, name
        assert (bypassed.receipt.number in seen) == (name == "sari"), name
        assert find_by_number(officer, filed.receipt.number) is None, name
    assert find_by_number(an_officer(instance, OFFICER), filed.receipt.number) == filed.case_id
    assert find_by_number(an_officer(instance, OFFICER), bypassed.receipt.number) is None


def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(app: Flask, instance: Instance):
    browser = signed_in(app, OFFICER)

    def queries(path: str) -> list[str]:
        browser.get(path)  # the first list keeps the opened grants
        with counted() as seen:
            assert browser.get(path).status_code == 200
        return seen

    for _ in range(5):
        a_filed_report(instance)
    few = {path: queries(path) for path in ("/cases", "/cases/all")}
    for _ in range(55):
        a_filed_report(instance)
    many = {path: queries(path) for path in ("/cases", "/cases/all")}
    assert many == few
    assert [len([one for one in found if one.startswith("SELECT")]) for found in few.values()] == [6, 6]
    assert not any("UPDATE" in statement for found in many.values() for statement in found)


def test_a_first_list_keeps_its_grants_in_one_statement(app: Flask, instance: Instance):
    for _ in range(4):
        a_filed_report(instance)
    officer = an_officer(instance, OFFICER)
    with counted() as seen:
        list_cases(officer, MINE, Filters(), 1, instance.today(NOW), instance.organisation)
    assert len([one for one in seen if one.startswith("UPDATE")]) == 1
    kept = sa.select(sa.func.count()).select_from(Grant).where(Grant.sealed_list_key.is_not(None))
    assert db.session.execute(kept).scalar_one() == 4


def test_pages_follow_each_other(instance: Instance):
    officer = an_officer(instance, OFFICER)
    for _ in range(PAGE + 2):
        a_filed_report(instance)
    first, second, beyond = (listed(instance, officer, page=page) for page in (1, 2, 99))
    assert (len(first.lines), len(second.lines)) == (PAGE, 2)
    assert not set(numbers(first)) & set(numbers(second))
    assert numbers(beyond) == numbers(second) and (second.first, second.last) == (PAGE + 1, PAGE + 2)


def test_a_damaged_row_does_not_take_the_list_with_it(instance: Instance, caplog: pytest.LogCaptureFixture):
    good, bad = a_filed_report(instance), a_filed_report(instance)
    with transaction() as session:
        session.execute(sa.update(Case).where(Case.id == bad.case_id).values(sealed_card=b"\x01" + bytes(600)))
    cards = {line.number: line.card for line in listed(instance, an_officer(instance, OFFICER)).lines}
    assert cards[bad.receipt.number] is None and cards[good.receipt.number] is not None
    assert [record.name for record in caplog.records] == ["wbs.alarm"]


def test_a_swapped_key_is_neither_shown_nor_kept(instance: Instance, caplog: pytest.LogCaptureFixture):
    """Whoever writes into the database cannot make a row of their own show."""
    filed, officer = a_filed_report(instance), an_officer(instance, OFFICER)
    with transaction() as session:
        session.execute(sa.update(Case).where(Case.id == filed.case_id).values(commitment="0" * 64))
    (line,) = listed(instance, officer).lines
    kept = sa.select(Grant.sealed_list_key).where(Grant.person_id == officer.person.id)
    assert line.card is None and db.session.execute(kept).scalar_one() is None
    assert caplog.records


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"stage": "verifikasi"}, ["taken"]),
        ({"waiting": "pelapor"}, []),
        ({"kind": "korupsi"}, ["other"]),
        ({"flag": "masih_berlangsung"}, ["other"]),
        ({"text": "DUKCAPIL"}, ["taken", "other"]),
        ({"text": "Kota Administrasi Jakarta Barat", "kind": "korupsi"}, ["other"]),
        ({"text": "rumah sakit"}, []),
        ({"due": OVERDUE}, []),
        ({"due": THIS_WEEK}, []),
        ({"show": CLOSED}, []),
        ({"show": BOTH}, ["taken", "other"]),
    ],
)
def test_filters_narrow(instance: Instance, filters: dict[str, str], found: list[str]):
    taken = a_filed_report(instance)
    other = a_filed_report(instance, a_report(kind="korupsi", flags=frozenset({"masih_berlangsung"})))
    officer = an_officer(instance, OFFICER)
    confirm_no_conflict(instance, officer, taken.case_id, NOW)
    take(instance, officer, taken.case_id, NOW)
    names = {taken.receipt.number: "taken", other.receipt.number: "other"}
    assert {names[number] for number in numbers(listed(instance, officer, ALL, **filters))} == set(found)


def test_the_holder_and_the_number_narrow_too(instance: Instance):
    filed, officer, *_ = a_desk_at_work(instance)
    a_filed_report(instance)
    take(instance, officer, filed.case_id, NOW)
    own = {"holder": officer.get_id()}
    assert numbers(listed(instance, officer, ALL, **own)) == [filed.receipt.number]
    assert not listed(instance, officer, ALL, holder=str(uuid4())).lines
    part = filed.receipt.number[2:8].lower()
    assert numbers(listed(instance, officer, ALL, text=part)) == [filed.receipt.number]


def test_a_stopped_clock_is_not_overdue(instance: Instance):
    filed, officer, *_ = a_desk_at_work(instance)
    assert numbers(listed(instance, officer, ALL, days=400, due=OVERDUE)) == [filed.receipt.number]
    with transaction() as session:
        session.execute(sa.update(Case).values(waiting="pelapor", waiting_since=instance.today(NOW)))
    assert not listed(instance, officer, ALL, days=400, due=OVERDUE).lines


def test_closed_cases_are_listed_apart(instance: Instance):
    filed, officer, *_ = a_closed_case(instance)
    assert not listed(instance, officer).lines and not listed(instance, officer, ALL).lines
    assert numbers(listed(instance, officer, ALL, show=CLOSED)) == [filed.receipt.number]


def test_the_page_says_when_not_everything_was_looked_through(
    app: Flask, instance: Instance, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("wbs.cases.worklist.MOST_OPENED", 3)
    for _ in range(4):
        a_filed_report(instance)
    browser = signed_in(app, OFFICER)
    assert "terpotong" in words(browser.post("/cases", kind="pungli"))
    assert "terpotong" not in words(browser.post("/cases", stage="diterima"))


def test_a_unit_never_enters_an_address(app: Flask, instance: Instance):
    for _ in range(PAGE + 1):
        a_filed_report(instance)
    browser = signed_in(app, OFFICER)
    page = browser.post("/cases", text="Dukcapil")
    assert 'value="Dukcapil"' in page.text and "?page" not in page.text and 'name="page" value="2"' in page.text
    assert "51–51 dari 51" in words(browser.post("/cases", text="Dukcapil", page="2"))
    assert words(browser.get("/cases?text=Dukcapil&kind=korupsi")) == words(browser.get("/cases"))


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 40, "1.5", ""])
def test_any_page_number_gives_a_page(app: Flask, page: str):
    assert signed_in(app, OFFICER).get(f"/cases?page={page}").status_code == 200


def test_searching_opens_the_exact_number_alone(app: Flask, instance: Instance):
    filed, browser = a_filed_report(instance), signed_in(app, OFFICER)
    number = filed.receipt.number
    assert browser.post("/cases/search", number=f" {number.lower()} ").headers["Location"] == f"/cases/{filed.case_id}"
    missing = browser.post("/cases/search", number="22222-22222")
    assert missing.status_code == 404 and "Tidak ada kasus dengan nomor itu" in words(missing)
    stranger = signed_in(app, "petugas.intake")
    assert stranger.post("/cases/search", number=number).data == stranger.post("/cases/search", number="x").data


def test_a_page_of_fifty_stays_small(app: Flask, instance: Instance):
    for _ in range(PAGE):
        a_filed_report(instance, a_report(flags=frozenset({"masih_berlangsung", "hilang_7_hari"})))
    answer = signed_in(app, OFFICER).get("/cases")
    assert answer.text.count('href="/cases/') >= PAGE
    assert len(answer.data) <= 36_000


def test_whose_move_and_how_long_is_told_in_words(app: Flask, instance: Instance):
    filed, officer, *_ = a_desk_at_work(instance)
    take(instance, officer, filed.case_id, NOW)
    with transaction() as session:
        session.execute(sa.update(Case).values(due_on=NOW.date() - timedelta(days=4000)))
    mine = words(signed_in(app, OFFICER).get("/cases"))
    theirs = words(signed_in(app, INVESTIGATOR).get("/cases/all"))
    assert "lewat" in mine and "saya" in mine
    assert theirs.count("Petugas Irbanko_Barat") >= 2  # whose move, and who holds it
    with transaction() as session:
        session.execute(sa.update(Case).values(waiting="pelapor", waiting_since=NOW.date()))
    stopped = words(signed_in(app, INVESTIGATOR).get("/cases/all"))
    assert "berhenti" in stopped and "pelapor, sejak" in stopped


def test_an_empty_list_says_what_is_true(app: Flask):
    browser: Browser = signed_in(app, OFFICER)
    assert "Tidak ada kasus yang menunggu langkah Anda." in words(browser.get("/cases"))
    assert "Tidak ada kasus terbuka." in words(browser.get("/cases/all"))
    assert "cocok dengan saringan" in words(browser.post("/cases", kind="pungli"))
