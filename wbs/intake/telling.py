"""Telling: the empty form, back to it, the review, sending, and the receipt with its question.

Whatever goes wrong while a report is sent, its text comes back: this is the one place of the counter that catches what
it does not know. Everything travels in hidden fields; nothing is kept between two pages but a filed report.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from wbs.cases.deadlines import first_news_on
from wbs.cases.routing import NoReader
from wbs.crypto.ticket import Ticket
from wbs.errors import Refused
from wbs.intake import choices
from wbs.intake.completeness import completeness
from wbs.intake.filing import Extras, Receipt, find_receipt, submit_report
from wbs.intake.form_token import FormToken, posted_ticket
from wbs.intake.forms import MOST_ROWS, ReportForm, ReviewedForm, carried, report_form
from wbs.intake.receipts import POSITIONS, confirm_receipt, question
from wbs.intake.review import find_traces, speaks_of_inspectorate
from wbs.intake.summary import summary
from wbs.intake.visit import Page, Visit
from wbs.intake.visiting import landing
from wbs.web.forms import problems
from wbs.web.refusals import answer_to, note
from wbs.web.text import N_

RENEWED = N_(
    "Formulir ini sudah lama terbuka, jadi kami memperbaruinya. Semua tulisan Anda masih ada. Periksa, lalu kirim."
)
TOO_SOON = N_("Terima kasih, cepat sekali. Baca sekali lagi, lalu kirim. Semua tulisan Anda masih ada.")
NO_RECEIPT = N_("Halaman ini tidak lengkap, dan tidak ada yang berubah. Buka lagi dari halaman depan.")
SHOWN_OPENLY = "inspectorate"
MARKS = {"ticket": "~~ticket~~", "drawn": "~~drawn~~"}


def report(visit: Visit) -> Page:
    """The empty form: the same for everybody but for its token, which takes the place of the marks."""
    token = visit.new_token().hidden
    marks = {mark: token[name] for name, mark in MARKS.items()}
    blank = partial(_blank_values, visit)
    return Page("intake/report.html", blank, shows_secret=False, filled_in=marks)


def fill(visit: Visit) -> Page:
    """The form again, with everything that was typed, unchecked."""
    return _form_page(visit, _form(visit, visit.posted), visit.token().hidden)


def add_person(visit: Visit) -> Page:
    return _with_row(visit, "persons")


def add_excluded(visit: Visit) -> Page:
    return _with_row(visit, "excluded")


def review(visit: Visit) -> Page:
    form, token = _form(visit, visit.posted, kind=ReviewedForm), visit.token()
    if not form.validate():
        return _to_correct(visit, token)
    return _review_page(visit, form, token, RENEWED if token.is_new else "")


def send(visit: Visit) -> Page:
    form, token = _form(visit, visit.posted, kind=ReviewedForm), visit.token()
    if not form.validate():
        return _to_correct(visit, token)
    if token.is_new:
        return _already_filed(visit) or _review_page(visit, form, token, RENEWED)
    if token.is_too_young(visit.now):
        return _review_page(visit, form, token, TOO_SOON)
    return _file(visit, form, token)


def receipt(visit: Visit) -> Page:
    """The receipt once more, for instance in the other language."""
    return _already_filed(visit) or landing(visit)


def confirm(visit: Visit) -> Page:
    ticket = posted_ticket(visit.key, visit.posted)
    if ticket is None:
        raise Refused(NO_RECEIPT)
    try:
        confirm_receipt(visit.key, visit.text("question"), (visit.text("one"), visit.text("two")))
    except Refused as refused:
        return _already_filed(visit, refused.message) or landing(visit)
    return Page("intake/thanks.html", _sent(visit, ticket.number, visit.text("told")))


def _form(visit: Visit, posted: object, kind: type[ReportForm] = ReportForm) -> ReportForm:
    instance = visit.instance
    return report_form(posted, instance.organisation, visit.today, instance.settings.own_mail_domains, kind)


def _blank_values(visit: Visit) -> Mapping[str, Any]:
    return _form_page(visit, _form(visit, posted=None), MARKS).drawn_with()


def _with_row(visit: Visit, rows: str) -> Page:
    form = _form(visit, visit.posted)
    if len(form[rows]) < MOST_ROWS:
        form[rows].append_entry()
    return _form_page(visit, form, visit.token().hidden, jump=rows)


def _form_page(visit: Visit, form: ReportForm, token: Mapping[str, str], jump: str = "") -> Page:
    values = {
        "form": form,
        "token": token,
        "units": choices.unit_lists(visit.instance.organisation),
        "kinds": choices.kind_options(),
        "kind_label": choices.kind_label(form.kind.data or ""),
        "unit_label": visit.instance.organisation.name_of(form.unit.data or ""),
        "problems": problems(form),
        "complete": completeness(form.to_report()) if form.errors else None,
        "most_rows": MOST_ROWS,
        "jump": jump,
    }
    return Page("intake/report.html", values, shows_secret=False)


def _to_correct(visit: Visit, token: FormToken) -> Page:
    """The whole form with its empty rows, each problem where it arose."""
    form = _form(visit, visit.posted)
    form.validate()
    return _form_page(visit, form, token.hidden)


def _review_page(visit: Visit, form: ReportForm, token: FormToken, notice: str = "", status: int = 200) -> Page:
    told = form.to_report()
    asks = "orang_inspektorat" not in told.flags and speaks_of_inspectorate(form.texts())
    values = {
        "form": form,
        "carried": carried(form, *([SHOWN_OPENLY] if asks else [])),
        "asks_inspectorate": asks,
        "token": token.hidden,
        "notice": notice,
        "traces": find_traces(form.texts()),
        "complete": completeness(told),
        "summary": summary(told, form.to_extras(), visit.instance.organisation),
    }
    return Page("intake/review.html", values, shows_secret=False, status=status)


def _file(visit: Visit, form: ReportForm, token: FormToken) -> Page:
    told = form.to_report()
    try:
        filed = submit_report(visit.instance, told, form.to_extras(), token.ticket, visit.now)
    except NoReader:
        return Page("intake/no_reader.html", {"carried": carried(form), "token": token.hidden, "told": told.what})
    except Exception as failure:
        note(failure, "send")
        answer = answer_to(failure)
        return _review_page(visit, form, token, answer.text, answer.status)
    written = _as_text(visit, form) if filed.is_other_text else ""
    return _receipt_page(visit, token.ticket, filed, written)


def _already_filed(visit: Visit, problem: str = "") -> Page | None:
    """The receipt of the posted ticket, if it was used."""
    ticket = posted_ticket(visit.key, visit.posted)
    filed = find_receipt(ticket) if ticket else None
    if ticket is None or filed is None:
        return None
    return _receipt_page(visit, ticket, filed, visit.text("told"), problem)


def _receipt_page(visit: Visit, ticket: Ticket, filed: Receipt, told: str, problem: str = "") -> Page:
    if not filed.words:
        return Page("intake/sent.html", _sent(visit, filed.number, told))
    values = {
        "number": filed.number,
        "words": filed.words,
        "ticket": visit.text("ticket"),
        "question": question(visit.key, ticket),
        "positions": POSITIONS,
        "look_again": first_news_on(visit.instance.today(ticket.issued_at)),
        "told": told,
        "problem": problem,
    }
    return Page("intake/receipt.html", values)


def _sent(visit: Visit, number: str, told: str) -> dict[str, str]:
    return {"number": number, "told": told, "ticket": visit.text("ticket")}


def _as_text(visit: Visit, form: ReportForm) -> str:
    """Everything told, as one text for the mailbox; who the reporter is stays out of it."""
    told = summary(form.to_report(), Extras(), visit.instance.organisation)
    return "\n\n".join(f"{label}\n{content}" for label, content in told if content)
