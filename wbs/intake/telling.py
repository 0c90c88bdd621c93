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
from wbs.crypto.words import WORDS
from wbs.errors import Refused
from wbs.intake import choices
from wbs.intake.completeness import completeness
from wbs.intake.drafts import form_key
from wbs.intake.file_words import names, problems_with_files, shown_tray
from wbs.intake.filing import Extras, Receipt, find_receipt, submit_report
from wbs.intake.form_token import FormToken, posted_ticket
from wbs.intake.forms import MOST_ROWS, ReportForm, ReviewedForm, carried, report_form
from wbs.intake.leftovers import discard
from wbs.intake.probes import PROBE, asked_channel
from wbs.intake.receipts import POSITIONS, confirm_receipt, question
from wbs.intake.review import find_traces, speaks_of_inspectorate
from wbs.intake.summary import summary
from wbs.intake.tray import EMPTY, REMOVE, Tray
from wbs.intake.uploading import form_tray
from wbs.intake.visit import Page, Visit
from wbs.intake.visiting import landing
from wbs.web.formats import day
from wbs.web.forms import problems
from wbs.web.refusals import answer_to, note
from wbs.web.text import N_, _, language

RENEWED = N_(
    "Formulir ini sudah lama terbuka, jadi kami memperbaruinya. Semua tulisan Anda masih ada. Periksa, lalu kirim."
)
TOO_SOON = N_("Terima kasih, cepat sekali. Baca sekali lagi, lalu kirim. Semua tulisan Anda masih ada.")
NO_RECEIPT = N_("Halaman ini tidak lengkap, dan tidak ada yang berubah. Buka lagi dari halaman depan.")
SHOWN_OPENLY, FILES = "inspectorate", "files"
MARKS = {"ticket": "~~ticket~~", "drawn": "~~drawn~~"}
RECEIPT_MARKS = {name: f"~~{name}~~" for name in ("number", "ticket", "question", "look_again")}
WORD_MARKS = tuple(f"~~word {place}~~" for place in range(1, WORDS + 1))


def report(visit: Visit) -> Page:
    """The empty form: the same for everybody but for its token, which takes the place of the marks."""
    token = visit.new_token().hidden
    marks = {mark: token[name] for name, mark in MARKS.items()}
    blank, units = partial(_blank_values, visit), visit.instance.organisation
    return Page(
        "intake/report.html", blank, shows_secret=False, filled_in=marks, drawn_from=units, has_script=True
    )


def fill(visit: Visit) -> Page:
    """The form again, with everything that was typed, unchecked."""
    jump = FILES if _is_about_files(visit) else ""
    return _form_page(visit, _form(visit, visit.posted), visit.token(), form_tray(visit), jump)


def add_person(visit: Visit) -> Page:
    return _with_row(visit, "persons")


def add_excluded(visit: Visit) -> Page:
    return _with_row(visit, "excluded")


def review(visit: Visit) -> Page:
    form, token, tray = _form(visit, visit.posted, kind=ReviewedForm), visit.token(), form_tray(visit)
    if not form.validate() or not tray.is_ready:
        return _to_correct(visit, token, tray)
    return _review_page(visit, form, token, tray, RENEWED if token.is_new else "")


def send(visit: Visit) -> Page:
    form, token, tray = _form(visit, visit.posted, kind=ReviewedForm), visit.token(), form_tray(visit)
    if not form.validate():
        return _to_correct(visit, token, tray)
    if not tray.is_ready:
        return _already_filed(visit, told=_as_text(visit, form, tray)) or _to_correct(visit, token, tray)
    if token.is_new:
        return _already_filed(visit) or _review_page(visit, form, token, tray, RENEWED)
    if token.is_too_young(visit.now):
        return _review_page(visit, form, token, tray, TOO_SOON)
    return _file(visit, form, token, tray)


def receipt(visit: Visit) -> Page:
    """The receipt once more, for instance in the other language."""
    return _already_filed(visit) or landing(visit)


def confirm(visit: Visit) -> Page:
    ticket = posted_ticket(visit.keys, visit.posted)
    if ticket is None:
        raise Refused(NO_RECEIPT)
    try:
        confirm_receipt(visit.keys, visit.text("question"), (visit.text("one"), visit.text("two")))
    except Refused as refused:
        return _already_filed(visit, refused.message) or landing(visit)
    return Page("intake/thanks.html", _sent(visit, ticket.number, visit.text("told")))


def _form(visit: Visit, posted: object, kind: type[ReportForm] = ReportForm) -> ReportForm:
    instance = visit.instance
    return report_form(posted, instance.organisation, visit.today, instance.settings.own_mail_domains, kind)


def _blank_values(visit: Visit) -> Mapping[str, Any]:
    blank = _form_page(visit, _form(visit, posted=None), None, EMPTY)
    return {**blank.drawn_with(), "token": MARKS}


def _with_row(visit: Visit, rows: str) -> Page:
    form = _form(visit, visit.posted)
    if len(form[rows]) < MOST_ROWS:
        form[rows].append_entry()
    return _form_page(visit, form, visit.token(), form_tray(visit), jump=rows)


def _form_page(
    visit: Visit, form: ReportForm, token: FormToken | None, tray: Tray, jump: str = "", to_correct: bool = False
) -> Page:
    settings = visit.instance.settings
    values = {
        "form": form,
        "token": token.hidden if token else {},
        "files": shown_tray(tray, form_key(token.ticket) if token else b"", settings, must_decide=to_correct),
        "units": choices.unit_lists(visit.instance.organisation),
        "kinds": choices.kind_options(),
        "kind_label": choices.kind_label(form.kind.data or ""),
        "unit_label": visit.instance.organisation.name_of(form.unit.data or ""),
        "problems": (*problems(form), *(problems_with_files(tray, settings) if to_correct else ())),
        "complete": completeness(form.to_report()) if form.errors else None,
        "most_rows": MOST_ROWS,
        "jump": jump,
    }
    return Page("intake/report.html", values, shows_secret=False, has_script=True)


def _to_correct(visit: Visit, token: FormToken, tray: Tray) -> Page:
    """The whole form with its empty rows, each problem where it arose."""
    form = _form(visit, visit.posted)
    form.validate()
    return _form_page(visit, form, token, tray, to_correct=True)


def _review_page(
    visit: Visit, form: ReportForm, token: FormToken, tray: Tray, notice: str = "", status: int = 200
) -> Page:
    told = form.to_report()
    asks = "orang_inspektorat" not in told.flags and speaks_of_inspectorate(form.texts())
    values = {
        "form": form,
        "carried": carried(form, *([SHOWN_OPENLY] if asks else [])),
        "asks_inspectorate": asks,
        "token": token.hidden,
        "files": shown_tray(tray, form_key(token.ticket), visit.instance.settings),
        "notice": notice,
        "traces": find_traces(form.texts()),
        "complete": completeness(told),
        "summary": summary(told, form.to_extras(), visit.instance.organisation),
    }
    frame = "intake/_review_frame.html"
    return Page("intake/review.html", values, shows_secret=False, status=status, frame=frame)


def _file(visit: Visit, form: ReportForm, token: FormToken, tray: Tray) -> Page:
    told = form.to_report()
    try:
        channel = asked_channel(token.ticket.key, token.text, visit.text(PROBE))
        filed = submit_report(visit.instance, told, form.to_extras(), token.ticket, visit.now, tray.offered, channel)
    except NoReader:
        kept = (*carried(form), *tray.carried(form_key(token.ticket)))
        return Page("intake/no_reader.html", {"carried": kept, "token": token.hidden, "told": told.what})
    except Exception as failure:
        note(failure, "send")
        answer = answer_to(failure)
        return _review_page(visit, form, token, tray, answer.text, answer.status)
    if not filed.is_other_text:
        discard(visit.instance.store, tray.leftovers)
    written = _as_text(visit, form, tray) if filed.is_other_text else ""
    return _receipt_page(visit, token.ticket, filed, written)


def _already_filed(visit: Visit, problem: str = "", told: str = "") -> Page | None:
    """The receipt of the posted ticket, if it was used."""
    ticket = posted_ticket(visit.keys, visit.posted)
    filed = find_receipt(ticket) if ticket else None
    if ticket is None or filed is None:
        return None
    return _receipt_page(visit, ticket, filed, told or visit.text("told"), problem)


def _receipt_page(visit: Visit, ticket: Ticket, filed: Receipt, told: str, problem: str = "") -> Page:
    if not filed.words:
        return Page("intake/sent.html", _sent(visit, filed.number, told))
    texts = {
        "number": filed.number,
        "ticket": visit.text("ticket"),
        "question": question(visit.key, ticket),
        "look_again": day(first_news_on(visit.instance.today(ticket.issued_at)), language()),
    }
    if told or problem:
        more = {"words": filed.words, "positions": POSITIONS, "told": told, "problem": problem}
        return Page("intake/receipt.html", {**texts, **more})
    marks = {RECEIPT_MARKS[name]: text for name, text in texts.items()}
    marks |= dict(zip(WORD_MARKS, filed.words, strict=True))
    return Page("intake/receipt.html", {**RECEIPT_MARKS, "words": WORD_MARKS, "positions": POSITIONS}, filled_in=marks)


def _sent(visit: Visit, number: str, told: str) -> dict[str, str]:
    return {"number": number, "told": told, "ticket": visit.text("ticket")}


def _is_about_files(visit: Visit) -> bool:
    """Whether the person is busy with the files: they are shown where they stand."""
    return REMOVE in visit.posted or visit.text("instead") == "fill"


def _as_text(visit: Visit, form: ReportForm, tray: Tray) -> str:
    """Everything told, as one text for the mailbox; who the reporter is stays out of it."""
    told = (*summary(form.to_report(), Extras(), visit.instance.organisation), (_("Berkas"), names(tray.sent)))
    return "\n\n".join(f"{label}\n{content}" for label, content in told if content)
