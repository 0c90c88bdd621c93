"""The page of one's own standing statement of conflicts, for everybody who is given cases."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.cases.rerouting import NOBODY_LEFT
from wbs.clock import now
from wbs.people.statement_forms import OverForm, StatementForm
from wbs.people.statement_page import statement_page
from wbs.people.stating import DECLARED, NONE, propose_over, state_conflicts
from wbs.people.views.blueprint import CONFLICT, SEE_OTHER, UNPROCESSABLE, desk, frame
from wbs.staff.frames import ME_URL, SEEING, STATEMENT_URL
from wbs.staff.login import for_roles, here, officer
from wbs.web.attempt import attempt
from wbs.web.forms import problems

MOST_TOLD = 999


@desk.get(STATEMENT_URL)
@for_roles(*SEEING)
def statement() -> ResponseReturnValue:
    return _page()


@desk.post(STATEMENT_URL)
@for_roles(*SEEING)
def state() -> ResponseReturnValue:
    form = StatementForm(request.form)
    form.offer(here().organisation)
    if not form.validate():
        return _page(form, status=UNPROCESSABLE)
    units = form.to_units()
    kept = state_conflicts(here(), officer(), units, now())
    return redirect(f"{STATEMENT_URL}?done={DECLARED if units else NONE}&kept={kept}", SEE_OTHER)


@desk.post(f"{STATEMENT_URL}/over")
@for_roles(*SEEING)
def over() -> ResponseReturnValue:
    form = OverForm(request.form)
    form.offer(statement_page(here(), officer(), now()).in_force)
    if not form.validate():
        return _page(over=form, status=UNPROCESSABLE)
    return attempt(
        lambda: propose_over(here(), officer(), form.unit.data, form.reason.data, now()),
        lambda message: _page(over=form, status=CONFLICT, refusal=message),
        f"{STATEMENT_URL}?done=over",
    )


def _page(
    form: StatementForm | None = None, over: OverForm | None = None, status: int = 200, refusal: str = ""
) -> ResponseReturnValue:
    page = statement_page(here(), officer(), now())
    away = over or OverForm()
    away.offer(page.in_force)
    return render_template(
        "people/conflicts.html", frame=frame("me"), page=page, form=form or StatementForm(),
        found=problems(form) if form else (), over=away, over_found=problems(over) if over else (), refusal=refusal,
        units=here().organisation.open_units(), done=request.args.get("done", ""), kept=_kept(), me_url=ME_URL,
        url=STATEMENT_URL, nobody_left=NOBODY_LEFT,
    ), status  # fmt: skip


def _kept() -> int:
    """How many cases stayed, as the act that led here said."""
    return min(request.args.get("kept", 0, int), MOST_TOLD)
