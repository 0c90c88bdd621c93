"""The work list, all cases, and the search by number. Filters travel in the form: a unit never enters an address."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wbs.cases.filters import Filters
from wbs.cases.forms import FilterForm, page_number
from wbs.cases.lines import holders, list_page, nothing_here
from wbs.cases.views.blueprint import archive
from wbs.cases.views.words import DONE
from wbs.cases.worklist import ALL, MINE, count_my_moves, find_by_number, list_cases
from wbs.clock import now
from wbs.staff.frames import READERS, SEEING, frame_for
from wbs.staff.login import for_roles, here, officer
from wbs.web.hostile import clean
from wbs.web.text import N_

NOT_FOUND, SEE_OTHER = 404, 303
NOT_IN_MY_LIST = N_("Tidak ada kasus dengan nomor itu di daftar Anda. Periksa nomornya.")
TITLES = {MINE: N_("Pekerjaan saya"), ALL: N_("Semua kasus")}


@archive.get("")
@for_roles(*SEEING)
def mine() -> ResponseReturnValue:
    return _listed(MINE, page_number(request.args.get("page", "")))


@archive.post("")
@for_roles(*SEEING)
def mine_narrowed() -> ResponseReturnValue:
    return _listed(MINE, page_number(request.form.get("page", "")))


@archive.get("/all")
@for_roles(*READERS)
def every() -> ResponseReturnValue:
    return _listed(ALL, page_number(request.args.get("page", "")))


@archive.post("/all")
@for_roles(*READERS)
def every_narrowed() -> ResponseReturnValue:
    return _listed(ALL, page_number(request.form.get("page", "")))


@archive.post("/search")
@for_roles(*READERS)
def search() -> ResponseReturnValue:
    number = clean(request.form.get("number", "")[:100]).upper().replace(" ", "")
    case_id = find_by_number(officer(), number)
    if case_id is None:
        return _listed(MINE, 1, NOT_IN_MY_LIST), NOT_FOUND
    return redirect(url_for("archive.report", case_id=case_id), SEE_OTHER)


def _listed(scope: str, page: int, sentence: str = "") -> str:
    instance, signed_in, moment = here(), officer(), now()
    directory, today = instance.directory(signed_in.realm, moment), instance.today(moment)
    form = FilterForm(request.form if not sentence else None)
    form.offer(holders(directory, signed_in.person.desks))
    filters = form.to_filters()
    found = list_cases(signed_in, scope, filters, page, today, instance.organisation)
    moves = found.total if scope == MINE and filters == Filters() else count_my_moves(signed_in)
    return render_template(
        "cases/list.html",
        frame=frame_for(instance, signed_in, scope, moment, {MINE: moves}),
        title=TITLES[scope],
        page=list_page(instance, directory, found, filters, today),
        nothing=nothing_here(scope, filters),
        form=form,
        url="/cases" if scope == MINE else "/cases/all",
        with_state=scope == ALL,
        said=sentence or DONE.get(request.args.get("done", ""), ""),
        is_refusal=bool(sentence),
        waiting=current_app.extensions["waiting_for_me"](instance, signed_in, moment),
        to_record=current_app.extensions["asked_to_record"](instance, signed_in, moment),
    )
