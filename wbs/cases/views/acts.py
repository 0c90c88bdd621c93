"""What officers do with a case before it ends: take it, move it, write to the reporter and to each other."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from wbs.cases import conversing, examining, pages
from wbs.cases.access import Held
from wbs.cases.forms import ConclusionForm, DispositionForm, LetterForm, NoteForm, PromiseForm
from wbs.cases.reading import readers
from wbs.cases.views.blueprint import archive
from wbs.cases.views.showing import Deed, perform
from wbs.clock import now
from wbs.staff.frames import READERS
from wbs.staff.login import for_roles, here, officer
from wbs.web.forms import PublicForm


@archive.post("/<uuid:case_id>/take")
@for_roles(*READERS)
def take(case_id: UUID) -> ResponseReturnValue:
    deed = Deed("take", "report", "take")
    return perform(case_id, deed, PublicForm(), lambda: examining.take(here(), officer(), case_id, now()))


@archive.post("/<uuid:case_id>/<any('start-review','submit-review','start-examination','start-reporting'):step>")
@for_roles(*READERS)
def move(case_id: UUID, step: str) -> ResponseReturnValue:
    act = step.replace("-", "_")
    deed = Deed(act, "tasks", act)
    return perform(case_id, deed, PublicForm(), lambda: examining.step(here(), officer(), case_id, act, now()))


@archive.post("/<uuid:case_id>/letter")
@for_roles(*READERS)
def letter(case_id: UUID) -> ResponseReturnValue:
    form = LetterForm(request.form)
    if "question" in request.form:
        deed, write = Deed("ask_reporter", "dialogue", "question"), conversing.ask_reporter
    else:
        deed, write = Deed("write_message", "dialogue", "letter"), conversing.write_letter
    return perform(case_id, deed, form, lambda: write(here(), officer(), case_id, form.letter.data, now()))


@archive.post("/<uuid:case_id>/promise")
@for_roles(*READERS)
def promise(case_id: UUID) -> ResponseReturnValue:
    form = PromiseForm(request.form)
    deed = Deed("promise_news", "dialogue", "promise")
    return perform(
        case_id, deed, form,
        lambda: conversing.promise_news(here(), officer(), case_id, form.day(), form.word.data, now()),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/note")
@for_roles(*READERS)
def note(case_id: UUID) -> ResponseReturnValue:
    form = NoteForm(request.form)
    deed = Deed("write_note", "notes", "note")
    return perform(
        case_id, deed, form, lambda: conversing.write_note(here(), officer(), case_id, form.note.data, now())
    )


@archive.post("/<uuid:case_id>/disposition")
@for_roles(*READERS)
def disposition(case_id: UUID) -> ResponseReturnValue:
    form = DispositionForm(request.form)

    def offer(held: Held) -> None:
        form.offer(pages.examiners(readers(case_id), here().directory(held.realm, now())))

    deed = Deed("record_disposition", "tasks", "disposition")
    return perform(
        case_id, deed, form,
        lambda: examining.record_disposition(
            here(), officer(), case_id, form.directive.data, form.examiner(), now()
        ),
        offer,
    )  # fmt: skip


@archive.post("/<uuid:case_id>/conclusion")
@for_roles(*READERS)
def conclusion(case_id: UUID) -> ResponseReturnValue:
    form = ConclusionForm(request.form)
    form.offer()
    deed = Deed("record_conclusion", "tasks", "conclusion")
    return perform(
        case_id, deed, form,
        lambda: examining.record_conclusion(
            here(), officer(), case_id, form.outcome.data, form.grounds.data, now()
        ),
    )  # fmt: skip
