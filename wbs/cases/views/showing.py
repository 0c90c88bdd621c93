"""Drawing one page of a case, and doing one act on it: the conflict question first, and after that the tabs.

The only place where a `Refused` is caught: whoever was overtaken sees why, the case as it is now, and their own text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wbs.cases import pages
from wbs.cases.access import Held, hold, require
from wbs.cases.closing import open_proposal
from wbs.cases.guests import is_guest
from wbs.cases.reading import read_case
from wbs.cases.tasks import STEP_LABELS, WRITTEN_LABELS, tasks_for
from wbs.cases.views.parts import PARTS, OpenPage
from wbs.cases.views.words import DONE
from wbs.cases.worklist import ALL, MINE, count_my_moves
from wbs.clock import now
from wbs.errors import Refused
from wbs.staff.frames import frame_for
from wbs.staff.login import here, officer
from wbs.web.forms import PublicForm, problems

CONFLICT, UNPROCESSABLE, SEE_OTHER = 409, 422, 303
NEXT_LABELS = {**STEP_LABELS, **WRITTEN_LABELS}


@dataclass(frozen=True)
class Deed:
    """An act as lifecycle.ACTS names it, the tab it is done on, and the key of what is said afterwards."""

    act: str
    tab: str
    done: str


def perform(
    case_id: UUID,
    deed: Deed,
    form: PublicForm,
    do: Callable[[], None],
    offer: Callable[[Held], None] | None = None,
) -> ResponseReturnValue:
    """Asks whether the act is this officer's to do, checks the form, does it, and goes back to the tab.

    `offer` fills lists of the form that depend on the case. Raises NotFound and NotAllowed.
    """
    try:
        held = hold(officer(), case_id)
        require(held, officer(), deed.act)
        if offer:
            offer(held)
        if not form.validate():
            return show(case_id, deed.tab, form, status=UNPROCESSABLE)
        do()
    except Refused as refusal:
        return show(case_id, deed.tab, form, refusal.message, CONFLICT)
    if is_guest(officer().person.roles):  # whose key went with the decision
        return redirect(url_for("archive.mine", done=deed.done), SEE_OTHER)
    return redirect(url_for(f"archive.{deed.tab}", case_id=case_id, done=deed.done), SEE_OTHER)


def show(
    case_id: UUID, tab: str, posted: PublicForm | None = None, refusal: str = "", status: int = 200
) -> ResponseReturnValue:
    """One tab of the case, or the conflict question. `posted` keeps what was typed. Raises NotFound."""
    held = hold(officer(), case_id)
    head = around(held, posted, refusal)
    if not held.is_confirmed:
        return render_template("cases/conflict.html", **head), status
    return render_template(f"cases/{tab}.html", **head, **_inside(held, tab, posted)), status


def around(held: Held, posted: PublicForm | None, refusal: str) -> dict[str, Any]:
    """What stands above every page of a case."""
    instance, signed_in, moment = here(), officer(), now()
    place = MINE if held.is_my_turn else ALL
    return {
        "frame": frame_for(instance, signed_in, place, moment, {MINE: count_my_moves(signed_in)}),
        "head": pages.case_head(instance, held, instance.directory(signed_in.realm, moment), moment),
        "url": f"/cases/{held.case_id}",
        "refusal": refusal,
        "done": DONE.get(request.args.get("done", ""), ""),
        "posted": posted,
        "found": problems(posted) if posted else (),
    }


def _inside(held: Held, tab: str, posted: PublicForm | None) -> dict[str, Any]:
    instance, signed_in, moment = here(), officer(), now()
    person, directory = signed_in.person, instance.directory(signed_in.realm, moment)
    opened = read_case(instance, signed_in, held.case_id, moment)
    tasks = tasks_for(
        held.stage, held.waiting, person.roles, person.id, open_proposal(held), opened.entries,
        is_my_turn=held.is_my_turn,
    )
    page = OpenPage(instance, directory, opened, tasks, moment, person.id, posted)
    return {
        "tabs": pages.tabs(held.case_id, tab, opened, may_share="export_case" in tasks.acts),
        "cautions": pages.cautions(opened.report),
        "has_masks": bool(opened.masks.masks),
        "readers": pages.readers_of(opened, directory),
        "tasks": tasks,
        "next_label": NEXT_LABELS.get(tasks.next, ""),
        "next_is_step": tasks.next in STEP_LABELS,
        **PARTS[tab](page),
    }
