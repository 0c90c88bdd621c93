"""`list` and `case`: what an investigator's pages cost at N cases; `fill` makes them through the real actions."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import event

from bench.report import Figures
from bench.server import Server, running_server
from tests.visitor import Visitor
from wbs import clock
from wbs.app import create_app
from wbs.cases.report import Party, Report
from wbs.config import Settings
from wbs.crypto.ticket import check_ticket, issue_ticket
from wbs.db import db
from wbs.demo.people import PASSWORD
from wbs.intake.filing import Extras, submit_report

ACCOUNT, VISITS = "petugas.barat", 20


def measure_list(cases: int) -> Figures:
    with running_server(settled=True) as server:
        fill(server.var_dir, cases)
        officer = _signed_in(server)
        for _ in range(2):  # the first visit re-wraps the grants of its page
            officer.get("/cases")
        before = server.web_cpu_s()
        for _ in range(VISITS):
            page = officer.get("/cases")
        cpu_ms = (server.web_cpu_s() - before) * 1000 / VISITS
        queries = count_queries(server.var_dir, "/cases")
        return {"cases": cases, "cpu_ms": cpu_ms, "bytes": page.size, "queries": queries}


def measure_case() -> Figures:
    with running_server(settled=True) as server:
        fill(server.var_dir, 20)
        officer = _signed_in(server)
        address = f"/cases/{_a_case(server.var_dir)}"
        officer.get(address)
        officer.press("Saya tidak punya hubungan dengan unit, orang, atau hal ini")
        officer.get(address)
        before = server.web_cpu_s()
        for _ in range(VISITS):
            page = officer.get(address)
        if page.status != 200:
            raise RuntimeError("the case page did not open")
        cpu_ms = (server.web_cpu_s() - before) * 1000 / VISITS
        return {"cpu_ms": cpu_ms, "queries": count_queries(server.var_dir, address)}


def fill(var_dir: Path, cases: int) -> None:
    """Files `cases` reports to one desk; codes cost little here, since nobody will type them."""
    settings = replace(_settings(var_dir), derivation_kib=64)
    app = create_app(settings)
    with app.app_context():
        instance = app.extensions["wbs"]
        for number in range(cases):
            moment = clock.now()
            ticket = check_ticket(instance.keys.ticket, issue_ticket(instance.keys.ticket, moment))
            submit_report(instance, _report(number), Extras(), ticket, moment)
        db.session.remove()
        db.engine.dispose()


def count_queries(var_dir: Path, address: str) -> int:
    """SQL statements of one visit, counted in a process of our own on the same database."""
    app = create_app(_settings(var_dir))
    statements: list[str] = []
    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    browser = app.test_client()  # outside of the context: within it every request would be the same visitor's
    typed, own_site = {"name": ACCOUNT, "password": PASSWORD}, {"Sec-Fetch-Site": "same-origin"}
    browser.post("/sign-in", data=typed, headers=own_site)
    browser.get(address)
    statements.clear()
    if browser.get(address).status_code != 200:
        raise RuntimeError(f"{address} did not open")
    engine.dispose()
    return sum(not statement.startswith("BEGIN") for statement in statements)


def _report(number: int) -> Report:
    return Report(
        what=f"Laporan nomor urut {number}: pemohon diminta membayar di luar tarif resmi tanpa kuitansi.",
        kind="pungli", unit="SUDIN-DUKCAPIL-BARAT", where="Loket",
        persons=(Party(position="Petugas loket", unit="SUDIN-DUKCAPIL-BARAT"),),
    )


def _signed_in(server: Server) -> Visitor:
    officer = Visitor(server.url)
    officer.get("/sign-in")
    officer.press("Masuk", name=ACCOUNT, password=PASSWORD)
    return officer


def _settings(var_dir: Path) -> Settings:
    return Settings(
        var_dir=var_dir, database_url=f"sqlite:///{var_dir / 'wbs.db'}", demo=True, second_factor="off",
        ticks="every:60",
    )  # fmt: skip


def _a_case(var_dir: Path) -> UUID:
    with sqlite3.connect(var_dir / "wbs.db") as raw:
        (found,) = raw.execute("SELECT id FROM case_file LIMIT 1").fetchone()
    return UUID(found)
