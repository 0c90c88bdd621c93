"""Masa simpan: which cases are past their retention, one of them, deciding about it, and the minutes."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wbs.cases.forms import ApprovalForm, ReturnForm
from wbs.cases.views.showing import show
from wbs.clock import now
from wbs.purging import deciding
from wbs.purging.forms import KeepForm, PurgeForm
from wbs.purging.pages import MOST, minutes, past_retention, retention_page
from wbs.staff.frames import READERS, frame_for
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved
from wbs.web.attempt import attempt
from wbs.web.forms import PublicForm, problems
from wbs.web.text import N_

end = Blueprint("end", __name__, url_prefix="/retention")

CONFLICT, UNPROCESSABLE = 409, 422
DONE = {
    "proposed": N_("Usulan tersimpan. Orang kedua yang memutuskan."),
    "approved": N_("Pemusnahan disetujui. Kasus dimusnahkan pada salah satu malam dalam 14 hari; sampai itu masih dapat dibatalkan."),  # noqa: E501
    "returned": N_("Usulan dikembalikan beserta alasannya."),
    "kept": N_("Kasus ini disimpan lebih lama."),
}


@end.get("", strict_slashes=False)
@for_roles(*READERS)
def listed() -> ResponseReturnValue:
    lines, total = past_retention(here(), officer(), now())
    return render_template(
        "purging/list.html", frame=_frame(), lines=lines, more=max(0, total - MOST), total=total,
        years=here().settings.retention_years, said=DONE.get(request.args.get("done", ""), ""),
    )  # fmt: skip


@end.get("/minutes")
@for_roles(*READERS)
def minuted() -> ResponseReturnValue:
    settings = here().settings
    return render_template(
        "purging/minutes.html", frame=_frame(), minutes=minutes(here(), officer(), now()), today=here().today(now()),
        years=settings.retention_years, backup_days=settings.backup_days, me=officer().person.name,
    )  # fmt: skip


@end.get("/<uuid:case_id>")
@for_roles(*READERS)
def one(case_id: UUID) -> ResponseReturnValue:
    return _page(case_id)


@end.post("/<uuid:case_id>/propose")
@for_roles(*READERS)
def propose(case_id: UUID) -> ResponseReturnValue:
    form = PurgeForm(request.form)
    return _attempt(
        case_id, form, "proposed", lambda: deciding.propose_purge(here(), officer(), case_id, form.reason.data, now())
    )


@end.post("/<uuid:case_id>/approve")
@for_roles(*READERS)
@recently_proved("end.one")
def approve(case_id: UUID) -> ResponseReturnValue:
    form = ApprovalForm(request.form)
    return _attempt(
        case_id, form, "approved",
        lambda: deciding.approve_purge(here(), officer(), case_id, form.proposal_id(), now()),
    )  # fmt: skip


@end.post("/<uuid:case_id>/return")
@for_roles(*READERS)
def send_back(case_id: UUID) -> ResponseReturnValue:
    form = ReturnForm(request.form)
    return _attempt(
        case_id, form, "returned",
        lambda: deciding.return_purge(here(), officer(), case_id, form.proposal_id(), form.reason.data, now()),
    )  # fmt: skip


@end.post("/<uuid:case_id>/keep")
@for_roles(*READERS)
def keep(case_id: UUID) -> ResponseReturnValue:
    form = KeepForm(request.form)
    return _attempt(
        case_id, form, "kept",
        lambda: deciding.keep_longer(here(), officer(), case_id, form.day(), form.why.data, now()),
    )  # fmt: skip


def _attempt(case_id: UUID, form: PublicForm, done: str, act: Callable[[], None]) -> ResponseReturnValue:
    """Does it and leads to the list, or shows the case again with what was typed and why not."""
    retention_page(here(), officer(), case_id, now())  # a form's mistakes tell nothing about what one does not hold
    if not form.validate():
        return _page(case_id, form, status=UNPROCESSABLE)
    return attempt(act, lambda message: _page(case_id, form, message, CONFLICT), url_for("end.listed", done=done))


def _page(
    case_id: UUID, posted: PublicForm | None = None, refusal: str = "", status: int = 200
) -> ResponseReturnValue:
    page = retention_page(here(), officer(), case_id, now())
    if not page.is_confirmed:  # the question of conflicts comes first
        return show(case_id, "report")
    forms = {"purge": PurgeForm(), "keep": KeepForm(), "back": ReturnForm()}
    forms |= {name: posted for name, blank in forms.items() if isinstance(posted, type(blank))}
    return render_template(
        "purging/case.html", frame=_frame(), page=page, refusal=refusal, found=problems(posted) if posted else (),
        posted=posted, **forms,
    ), status  # fmt: skip


def _frame() -> object:
    return frame_for(here(), officer(), "retention", now())
