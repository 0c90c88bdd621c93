"""Seven hosts, one installation: whoever is served by one host goes on at another, and rounds are done once.

Every host is a network namespace with its own address, folder and keys (house.py); a broken line is a cable pulled out.
"""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.builders import an_officer
from tests.hosts.house import TICK_S, WORKERS, House, Roaming, a_house, wait_until
from tests.hosts.network import require_namespaces
from tests.people import PASSWORD
from tests.staff.door import unused_code
from wbs import clock
from wbs.app import create_app
from wbs.cases.access import hold
from wbs.cases.facets import open_facets
from wbs.cases.proof import discrepancies
from wbs.cases.reading import open_report
from wbs.cases.records import Case
from wbs.db import db
from wbs.errors import NotFound
from wbs.intake.form_token import LEAST_AGE
from wbs.intake.records import ReporterSession
from wbs.ledger.read import entries
from wbs.ledger.verify import verify
from wbs.outbox.records import SENT, WAITING, Notice
from wbs.staff.directory import REALMS
from wbs.watching import beats

pytestmark = pytest.mark.drill

WORD = re.compile(r"<li[^>]*>(?:<[^>]+>)*\s*([a-z]{4,8})\s*<")
NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
TOLD = "Petugas loket meminta uang di luar tarif resmi setiap hari. Catatan ke-{}."
OFFICER = "petugas.irbanko_barat"
STORED = "Pesan Anda sudah tersimpan"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Every web runs; workers come with the test that watches their first night."""
    require_namespaces()
    with a_house() as house:
        for host in ("public1", "public2", "staff1", "staff2"):
            house.start_web(host)
        house.wait_for_webs()
        app = create_app(house.settings)
        with app.app_context():
            yield house
            db.session.remove()
            db.engine.dispose()


def at_review(house: House, host: str, text: str, **more: str) -> Roaming:
    one = house.visitor(host)
    one.get("/")
    one.press("Buat laporan")
    time.sleep(LEAST_AGE.total_seconds() + 0.2)
    one.press(
        "Periksa dulu sebelum dikirim", what=text, kind="pungli", unit="SUDIN-DUKCAPIL-BARAT", where="Loket", **more
    )
    return one


def words(one: Roaming) -> list[str]:
    return WORD.findall(one.page.text)[:8]


def file_at(house: House, host: str, text: str, **more: str) -> tuple[str, str]:
    """Number and code."""
    one = at_review(house, host, text, **more)
    one.press("Kirim laporan")
    number = NUMBER.search(one.page.words)
    assert number, one.page.words[:300]
    return number.group(), " ".join(words(one))


def mailbox(house: House, host: str, code: str) -> Roaming:
    one = house.visitor(host)
    one.get("/")
    one.press("Cek laporan")
    one.press("Buka kotak pesan", code=code)
    return one


def signed_in(house: House, host: str) -> Roaming:
    one = house.visitor(host)
    one.get("/sign-in")
    one.press("Masuk", name=OFFICER, password=PASSWORD)
    one.press("Lanjut", code=unused_code(OFFICER))
    assert one.get("/cases").status == 200
    return one


def test_the_same_form_sent_to_two_hosts_has_one_receipt(house: House) -> None:
    one = at_review(house, "public1", TOLD.format("satu"))
    review = one.page
    one.press("Kirim laporan")
    shown = words(one)
    one.move("public2").page = review
    one.press("Kirim laporan")
    assert len(shown) == 8 and words(one) == shown


def test_an_open_mailbox_goes_on_at_another_host(house: House) -> None:
    number, code = file_at(house, "public1", TOLD.format("dua"))
    one = mailbox(house, "public1", code).move("public2")
    one.press("Kirim pesan", text="Satu hal lagi.")
    assert STORED in one.page.words and number in one.page.words
    one.move("public1").press("Kirim pesan", text="Dan satu lagi.")
    assert STORED in one.page.words and "Satu hal lagi." in one.page.words


def test_an_officer_signs_in_here_works_there_and_signs_out_everywhere(house: House) -> None:
    one = signed_in(house, "staff1").move("staff2")
    assert one.get("/cases").status == 200
    number, _ = file_at(house, "public2", TOLD.format("tiga"))
    assert one.post("/cases/search", [("number", number)]).status == 200
    one.move("staff1").press("Saya tidak punya hubungan dengan unit, orang, atau hal ini")
    assert TOLD.format("tiga") in one.page.words
    kept = dict(one._cookies)
    one.move("staff2").press("Keluar")
    for host in ("staff1", "staff2"):
        one.move(host)._cookies.update(kept)
        assert one.get("/cases").status == 404


def test_two_workers_and_two_schedulers_do_the_first_night_once(house: House) -> None:
    """Both start at once and find that the night was missed."""
    _, code = file_at(house, "public1", TOLD.format("empat"))
    box = mailbox(house, "public1", code)
    officer = signed_in(house, "staff1")
    assert house.health("public1") == house.health("staff2") == (503, "worker")
    for host in WORKERS:
        house.start_worker(host)
    wait_until(lambda: read(beats.last_night))
    time.sleep(3 * TICK_S)
    assert read(lambda: set(db.session.execute(sa.select(ReporterSession.age)).scalars())) == {1}
    assert house.health("public1") == house.health("staff2") == (200, "ok")
    box.move("public2").press("Kirim pesan", text="Setelah malam.")
    assert STORED in box.page.words  # the pepper was replaced on one host, and the one before still lives on all
    assert officer.move("staff2").get("/cases").status == 200
    assert signed_in(house, "staff2").move("staff1").get("/cases").status == 200
    assert "Traceback" not in house.log()


def test_every_notice_of_two_workers_is_mailed_once(house: House) -> None:
    wait_until(lambda: not waiting())
    before, told = received(house), sent()  # the night has forgotten what was sent before it
    for count in range(4):
        file_at(house, f"public{1 + count % 2}", TOLD.format(f"lima {count}"), threatened="y")
    wait_until(lambda: not waiting() and sent() > told)
    assert received(house) - before == sent() - told >= 3


def test_a_line_that_breaks_is_said_and_nothing_is_lost(house: House) -> None:
    one, text = at_review(house, "public1", TOLD.format("enam"), threatened="y"), TOLD.format("enam")
    officer = signed_in(house, "staff1")
    review = one.page
    db.session.remove()  # what this test has read would hang in the broken line too
    db.engine.dispose()
    house.network.cut("db")
    try:
        assert one.press("Kirim laporan").status == 503
        assert "Belum ada yang tersimpan" in one.page.words and text in one.page.words
        assert officer.get("/cases").status == 503
    finally:
        house.network.mend("db")
    before = len(house.sink.received)
    wait_until(lambda: one.press("Kirim laporan").status == 200)
    shown = words(one)
    one.move("public2").page = review
    one.press("Kirim laporan")
    assert len(shown) == 8 and words(one) == shown
    assert officer.get("/cases").status == 200
    wait_until(lambda: len(house.sink.received) > before)  # the workers are back too
    wait_until(lambda: house.health("public2") == (200, "ok"))


def test_everything_of_all_hosts_fits_together_afterwards(house: House) -> None:
    """The log is whole, the auditor opens the facets of every process, and each case opens at its desk."""
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S%z")
    assert house.run("worker1", "night", "--at", tomorrow) == (0, "")
    db.session.rollback()
    instance = create_app(house.settings).extensions["wbs"]
    for realm in REALMS:
        assert [*verify(realm, instance.keys.ledger), *discrepancies(realm, house.settings.zone)] == []
    cases = db.session.execute(sa.select(Case.id, Case.number)).all()
    facets = list(open_facets("main", house.founded.shared["main", "oversight"]))
    assert len(facets) == len(cases) == 9
    assert len(list(entries("main", ["case:opened"]))) == 9
    assert len({opened(instance, case.id) for case in cases}) == 9


def opened(instance: object, case_id: UUID) -> str:
    for name in ("irban.irbanko_barat", "irban.perlindungan"):
        officer = an_officer(instance, name, clock.now())  # type: ignore[arg-type]
        try:
            return open_report(hold(officer, case_id)).what
        except NotFound:
            continue
    raise AssertionError("nobody opens it")


def read(look: object) -> object:
    db.session.rollback()
    found = look()  # type: ignore[operator]
    db.session.rollback()
    return found


def count_of(state: str) -> int:
    return int(read(lambda: db.session.scalar(sa.select(sa.func.count()).where(Notice.state == state))))  # type: ignore[call-overload]


def received(house: House) -> int:
    return sum(len(envelope.rcpt_tos) for envelope in house.sink.received)


def waiting() -> int:
    return count_of(WAITING)


def sent() -> int:
    return count_of(SENT)
