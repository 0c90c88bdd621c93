"""Closing and reopening: one proposes, another decides."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from wbs.cases import closing
from wbs.cases.access import hold
from wbs.cases.closing_letters import LETTERS
from wbs.cases.forms import ApprovalForm, ClosingForm, ReopeningForm, ReturnForm
from wbs.cases.lifecycle import CLOSED
from wbs.cases.views.blueprint import archive
from wbs.cases.views.showing import Deed, perform, show
from wbs.clock import now
from wbs.staff.frames import READERS, SEEING
from wbs.staff.login import for_roles, here, officer


@archive.post("/<uuid:case_id>/closing")
@for_roles(*READERS)
def propose_closing(case_id: UUID) -> ResponseReturnValue:
    form = ClosingForm(request.form)
    if "draft" in request.form:  # only the first wording of the letter was asked for
        form.letter.data = LETTERS.get(form.closing.data, form.letter.data)
        return show(case_id, "tasks", form)

    def propose() -> None:
        terms = closing.Terms(form.closing.data, form.reason.data, form.letter.data)
        closing.propose_closing(here(), officer(), case_id, terms, now())

    deed = Deed("propose_closing", "tasks", "proposed")
    return perform(case_id, deed, form, propose, lambda held: form.offer(held.stage))


@archive.post("/<uuid:case_id>/reopening")
@for_roles(*READERS)
def propose_reopening(case_id: UUID) -> ResponseReturnValue:
    form = ReopeningForm(request.form)
    deed = Deed("propose_reopening", "tasks", "proposed")
    return perform(
        case_id, deed, form,
        lambda: closing.propose_reopening(here(), officer(), case_id, form.reason.data, now()),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/approve")
@for_roles(*SEEING)
def approve(case_id: UUID) -> ResponseReturnValue:
    form = ApprovalForm(request.form)
    deed = _decision(case_id, "reopened", "closed")
    return perform(
        case_id, deed, form, lambda: closing.approve(here(), officer(), case_id, form.proposal_id(), now())
    )


@archive.post("/<uuid:case_id>/return")
@for_roles(*SEEING)
def send_back(case_id: UUID) -> ResponseReturnValue:
    form = ReturnForm(request.form)
    deed = _decision(case_id, "returned", "returned")
    return perform(
        case_id, deed, form,
        lambda: closing.return_proposal(
            here(), officer(), case_id, form.proposal_id(), form.reason.data, now()
        ),
    )  # fmt: skip


def _decision(case_id: UUID, about_closed: str, about_open: str) -> Deed:
    """Of a closed case a reopening is decided, of an open one its closing. Raises NotFound."""
    if hold(officer(), case_id).stage == CLOSED:
        return Deed("decide_reopening", "tasks", about_closed)
    return Deed("decide_closing", "tasks", about_open)
