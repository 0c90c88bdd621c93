"""Asking a guest to decide a proposed closing: under a fresh proof, for it shows a case to somebody from outside."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from wbs.cases import inviting
from wbs.cases.forms import GuestForm
from wbs.cases.guest_pages import choices
from wbs.cases.views.blueprint import archive
from wbs.cases.views.showing import Deed, perform
from wbs.clock import now
from wbs.staff.frames import READERS
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved
from wbs.web.forms import PublicForm


@archive.post("/<uuid:case_id>/guest")
@for_roles(*READERS)
@recently_proved("archive.tasks")
def ask_guest(case_id: UUID) -> ResponseReturnValue:
    form = GuestForm(request.form)
    return perform(
        case_id, Deed("ask_guest", "tasks", "guest_asked"), form,
        lambda: inviting.ask_guest(here(), officer(), case_id, form.guest_id(), now()),
        lambda held: form.offer(choices(here(), held, now())),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/guest/withdraw")
@for_roles(*READERS)
def withdraw_guest(case_id: UUID) -> ResponseReturnValue:
    return perform(
        case_id, Deed("ask_guest", "tasks", "guest_withdrawn"), PublicForm(),
        lambda: inviting.withdraw_request(here(), officer(), case_id, now()),
    )  # fmt: skip
