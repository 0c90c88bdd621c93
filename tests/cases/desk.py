"""The desk of `irbanko_barat` over HTTP: three browsers and the case they share."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from tests.builders import a_filed_report
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, open_proposal_id
from tests.people import member
from tests.staff.office import Browser, signed_in
from wbs.cases.report import Report
from wbs.clock import now
from wbs.db import db
from wbs.staff.instance import Instance


@dataclass(frozen=True)
class Desk:
    """Officer, investigator and head, each signed in; the case is filed and nobody has answered for it yet."""

    case_id: UUID
    officer: Browser
    investigator: Browser
    head: Browser

    @property
    def url(self) -> str:
        return f"/cases/{self.case_id}"

    @property
    def everybody(self) -> tuple[Browser, Browser, Browser]:
        return self.officer, self.investigator, self.head

    def act(self, browser: Browser, act: str, **fields: str) -> TestResponse:
        return browser.post(f"{self.url}/{act}", **fields)

    def confirm(self) -> "Desk":
        for browser in self.everybody:
            self.act(browser, "confirm")
        return self

    def examine(self) -> "Desk":
        """From `diterima` to a conclusion."""
        self.confirm()
        for act in ("take", "start-review", "submit-review"):
            self.act(self.officer, act)
        self.act(self.head, "disposition", directive="Periksa loket itu.", to=str(member(INVESTIGATOR).id))
        for act in ("start-examination", "start-reporting"):
            self.act(self.investigator, act)
        self.act(self.investigator, "conclusion", outcome="terbukti", grounds="Tiga saksi sama.")
        return self

    def propose(self) -> str:
        """The investigator proposes what the conclusion says; the proposal's id."""
        self.act(self.investigator, "closing", closing="terbukti", reason="Bukti cukup.", letter="Sudah kami periksa.")
        return self.proposal

    @property
    def proposal(self) -> str:
        """The id of what waits for a second person."""
        db.session.rollback()
        return str(open_proposal_id(self.case_id))


def a_desk(app: Flask, instance: Instance, report: Report | None = None) -> Desk:
    filed = a_filed_report(instance, report, now=now())
    return Desk(filed.case_id, *(signed_in(app, name) for name in (OFFICER, INVESTIGATOR, HEAD)))
