"""Many reporters at the same moment: none lost, none doubled."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask

from tests.intake.visitor import FROM_OUR_PAGE, Form, ListReader, a_visitor, at_review
from wbs.cases.records import Case, Mailbox
from wbs.db import db
from wbs.intake.records import FiledTicket


def post(app: Flask, form: Form) -> str:
    headers = {**FROM_OUR_PAGE, "Accept-Encoding": "identity"}
    return app.test_client().post("/", data=dict(form.fields), headers=headers).get_data(as_text=True)


def words(html: str) -> tuple[str, ...]:
    return tuple(word for word in ListReader(html).items if word)


def counted(table: type) -> int:
    db.session.rollback()  # this thread's snapshot is older than what the others wrote
    return db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_50_reports_at_once_are_50_cases(app: Flask) -> None:
    forms = [at_review(app).form(act="send") for _ in range(50)]
    with ThreadPoolExecutor(16) as pool:
        receipts = [words(html) for html in pool.map(lambda form: post(app, form), forms)]
    assert all(len(receipt) == 8 for receipt in receipts)
    assert len(set(receipts)) == counted(Case) == counted(Mailbox) == 50


def test_the_same_form_five_times_at_once_is_one_case_with_one_receipt(app: Flask) -> None:
    form = at_review(app).form(act="send")
    with ThreadPoolExecutor(5) as pool:
        receipts = {words(html) for html in pool.map(lambda each: post(app, each), [form] * 5)}
    assert len(receipts) == counted(Case) == counted(FiledTicket) == 1
    assert "Ada yang tidak beres" in a_visitor(app).text
