"""The list, one unit, one proposal, and the list as a file to take along."""

import csv
from io import StringIO
from uuid import UUID

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import NotFound
from wbs.organisation.loading import COLUMNS
from wbs.staff.login import here, officer
from wbs.staff.views.proving import recently_proved
from wbs.structure import deciding
from wbs.structure.forms import SearchForm
from wbs.structure.lists import proposals_with_ids
from wbs.structure.pages import PER_PAGE, known_units, proposal_page, unit_lines, waiting_page
from wbs.structure.rules import may_propose
from wbs.structure.views.blueprint import CONFLICT, DONE, SEE_OTHER, URL, attempt, for_keepers, frame, plan

MOST_DIGITS = 4


@plan.get("", strict_slashes=False)
@for_keepers
def units() -> ResponseReturnValue:
    return _listed(DONE.get(request.args.get("done", ""), ""))


@plan.post("")
@for_keepers
def search() -> ResponseReturnValue:
    """What is looked for travels in the form: the name of a unit never enters an address."""
    return _listed()


@plan.get("/list.csv")
@for_keepers
def take_along() -> Response:
    """The open units as the import takes them: to change in a spreadsheet and to bring back whole."""
    written = StringIO()
    sheet = csv.writer(written)
    sheet.writerow(COLUMNS)
    for unit in known_units(here()).open_units():
        sheet.writerow([getattr(unit, name) for name in COLUMNS])
    answer = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="unit.csv"'
    return answer


@plan.get("/changes/<uuid:change_id>")
@for_keepers
def proposal(change_id: UUID) -> ResponseReturnValue:
    return _proposal(change_id)


@plan.post("/changes/<uuid:change_id>/approve")
@for_keepers
@recently_proved("plan.proposal")
def approve(change_id: UUID) -> ResponseReturnValue:
    return attempt(
        lambda: deciding.approve(here(), officer(), change_id, now()),
        lambda message: _proposal(change_id, message), "approved",
    )  # fmt: skip


@plan.post("/changes/<uuid:change_id>/return")
@for_keepers
def send_back(change_id: UUID) -> ResponseReturnValue:
    return attempt(
        lambda: deciding.send_back(here(), officer(), change_id, now()),
        lambda message: _proposal(change_id, message), "returned",
    )  # fmt: skip


@plan.get("/changes/<uuid:change_id>/approve")
@for_keepers
def approve_again(change_id: UUID) -> ResponseReturnValue:
    return redirect(f"{URL}/changes/{change_id}", SEE_OTHER)


def _listed(said: str = "") -> ResponseReturnValue:
    form = SearchForm(request.form)
    form.validate()
    lines = unit_lines(known_units(here()), form.text.data or "", form.with_closed.data)
    asked = request.form.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 1
    first = max(0, min(page - 1, (len(lines) - 1) // PER_PAGE)) * PER_PAGE
    return render_template(
        "structure/units.html", frame=frame(), form=form, said=said, lines=lines[first : first + PER_PAGE],
        first=first, total=len(lines), page=first // PER_PAGE + 1, per_page=PER_PAGE,
        waiting=waiting_page(here(), officer(), now()), may_propose=may_propose(officer().person),
    )  # fmt: skip


def _proposal(change_id: UUID, refusal: str = "") -> ResponseReturnValue:
    found = proposals_with_ids([change_id])
    if not found:
        raise NotFound
    page = proposal_page(here(), officer(), found[0], now())
    return render_template(
        "structure/proposal.html", frame=frame(), page=page, refusal=refusal
    ), CONFLICT if refusal else 200
