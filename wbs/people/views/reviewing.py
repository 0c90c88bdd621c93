"""The pages of the quarterly review: what each reviewer says, and for administrators and auditors the counts."""

from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.people.answering import answer_review, still_due, to_review
from wbs.people.pages import desk_name, desk_names, role_names
from wbs.people.reviewers import ANSWERS, quarter_of
from wbs.people.reviewing import access_review
from wbs.people.views.blueprint import SEE_OTHER, desk, directory, frame
from wbs.staff.frames import REVIEW_URL, REVIEWERS, SAY_WHO_STAYS
from wbs.staff.login import for_roles, here, officer
from wbs.staff.naming import name_of

ACCESS_URL = "/people/access"


@desk.get(REVIEW_URL)
@for_roles(*SAY_WHO_STAYS)
def review() -> ResponseReturnValue:
    today = here().today(now())
    return render_template(
        "people/review.html", frame=frame("access"), people=to_review(here(), officer(), now()), answers=ANSWERS,
        since=quarter_of(today), left=len(still_due(directory(), today)), desk_names=desk_names, role_names=role_names,
        counts_url=ACCESS_URL if officer().person.has_role(*REVIEWERS) else "",
    )  # fmt: skip


@desk.post(REVIEW_URL)
@for_roles(*SAY_WHO_STAYS)
def reviewed() -> ResponseReturnValue:
    people = (one.person.id for one in to_review(here(), officer(), now()))
    given: dict[UUID, str] = {one: request.form[str(one)] for one in people if str(one) in request.form}
    answer_review(here(), officer(), given, now())
    return redirect(REVIEW_URL, SEE_OTHER)


@desk.get(ACCESS_URL)
@for_roles(*REVIEWERS)
def access() -> ResponseReturnValue:
    return render_template(
        "people/access.html", frame=frame("access"), review=access_review(here(), officer(), now()),
        today=here().today(now()), desk_name=desk_name, role_names=role_names,
        name_of=lambda person_id: name_of(directory(), person_id), review_url=REVIEW_URL,
    )  # fmt: skip
