"""The tabs of a case, as plain links, and the answer to the conflict question."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from wbs.cases.reading import confirm_no_conflict, declare_conflict
from wbs.cases.views.blueprint import archive
from wbs.cases.views.showing import CONFLICT, SEE_OTHER, show
from wbs.clock import now
from wbs.errors import Refused
from wbs.staff.frames import SEEING
from wbs.staff.login import for_roles, here, officer


@archive.get("/<uuid:case_id>")
@for_roles(*SEEING)
def report(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, "report")


@archive.get("/<uuid:case_id>/dialogue")
@for_roles(*SEEING)
def dialogue(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, "dialogue")


@archive.get("/<uuid:case_id>/notes")
@for_roles(*SEEING)
def notes(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, "notes")


@archive.get("/<uuid:case_id>/tasks")
@for_roles(*SEEING)
def tasks(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, "tasks")


@archive.get("/<uuid:case_id>/history")
@for_roles(*SEEING)
def history(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, "history")


@archive.post("/<uuid:case_id>/confirm")
@for_roles(*SEEING)
def confirm(case_id: UUID) -> ResponseReturnValue:
    confirm_no_conflict(here(), officer(), case_id, now())
    return redirect(url_for("archive.report", case_id=case_id, done="confirmed"), SEE_OTHER)


@archive.post("/<uuid:case_id>/declare")
@for_roles(*SEEING)
def declare(case_id: UUID) -> ResponseReturnValue:
    try:
        declare_conflict(here(), officer(), case_id, now())
    except Refused as refusal:
        return show(case_id, "history", refusal=refusal.message, status=CONFLICT)
    return redirect(url_for("archive.mine", done="conflict"), SEE_OTHER)
