"""Proposing what becomes of one unit: a new one, other facts, a merger, an end."""

from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import NotAllowed, NotFound
from wbs.staff.login import here, officer
from wbs.structure import proposing
from wbs.structure.forms import MergeForm, NewUnitForm, SinceForm, UnitForm
from wbs.structure.pages import known_units, unit_page
from wbs.structure.proposing import require_proposer
from wbs.structure.views.blueprint import CONFLICT, UNPROCESSABLE, attempt, for_keepers, frame, plan
from wbs.web.forms import problems

F = TypeVar("F", bound=SinceForm)
OK = 200


@plan.get("/new")
@for_keepers
def new() -> ResponseReturnValue:
    return _new(_offered(NewUnitForm()))


@plan.post("/new")
@for_keepers
def propose_new() -> ResponseReturnValue:
    form = _offered(NewUnitForm(request.form))
    if not form.validate():
        return _new(form, UNPROCESSABLE)
    return attempt(
        lambda: proposing.propose_unit(here(), officer(), form.to_unit(form.code.data), form.since.data, now()),
        lambda message: _new(form, CONFLICT, message),
    )


@plan.get("/unit/<code>")
@for_keepers
def unit(code: str) -> ResponseReturnValue:
    return _unit(code)


@plan.post("/unit/<code>/change")
@for_keepers
def propose_change(code: str) -> ResponseReturnValue:
    form = _offered(UnitForm(request.form))
    if not form.validate():
        return _unit(code, change=form)
    return attempt(
        lambda: proposing.propose_change(here(), officer(), form.to_unit(code), form.since.data, now()),
        lambda message: _unit(code, change=form, refusal=message),
    )


@plan.post("/unit/<code>/merge")
@for_keepers
def propose_merge(code: str) -> ResponseReturnValue:
    form = _offered(MergeForm(request.form))
    if not form.validate():
        return _unit(code, merge=form)
    return attempt(
        lambda: proposing.propose_merge(here(), officer(), code, form.to_code(), form.since.data, now()),
        lambda message: _unit(code, merge=form, refusal=message),
    )


@plan.post("/unit/<code>/close")
@for_keepers
def propose_closing(code: str) -> ResponseReturnValue:
    form = _offered(SinceForm(request.form))
    if not form.validate():
        return _unit(code, close=form)
    return attempt(
        lambda: proposing.propose_closing(here(), officer(), code, form.since.data, now()),
        lambda message: _unit(code, close=form, refusal=message),
    )


def _offered(form: F) -> F:
    """The form with the units to choose from; whoever may not propose has none."""
    if request.method == "POST":
        require_proposer(officer())
    form.offer(known_units(here()), here().today(now()))
    return form


def _new(form: NewUnitForm, status: int = OK, refusal: str = "") -> ResponseReturnValue:
    require_proposer(officer())
    return render_template(
        "structure/new.html", frame=frame(), form=form, found=problems(form), refusal=refusal,
        units=form.organisation.open_units(), kinds=form.organisation.kinds(),
    ), status  # fmt: skip


def _unit(
    code: str, change: UnitForm | None = None, merge: MergeForm | None = None, close: SinceForm | None = None,
    refusal: str = "",
) -> ResponseReturnValue:  # fmt: skip
    try:
        page = unit_page(here(), officer(), code, now())
    except KeyError:
        raise NotFound from None
    posted = (change, merge, close)
    if any(posted) and not page.may_propose and page.unit.is_open:
        raise NotAllowed
    filled = change or _offered_blank(UnitForm)
    if change is None:
        filled.fill(page.unit)
    others = {"merge": merge or _offered_blank(MergeForm), "close": close or _offered_blank(SinceForm)}
    for name, form in others.items():
        _tell_apart(form, name)
    return render_template(
        "structure/unit.html", frame=frame(), page=page, refusal=refusal, change=filled, **others,
        found=[problems(form) if form else () for form in posted],
        units=filled.organisation.open_units(), kinds=filled.organisation.kinds(),
    ), _status(refusal, any(posted))  # fmt: skip


def _offered_blank(kind: type[F]) -> F:
    form = kind()
    form.offer(known_units(here()), here().today(now()))
    return form


def _tell_apart(form: SinceForm, name: str) -> None:
    """Three forms of one page have fields of the same name."""
    for field in form:
        field.id = f"{name}-{field.id}"


def _status(refusal: str, is_posted: bool) -> int:
    if refusal:
        return CONFLICT
    return UNPROCESSABLE if is_posted else OK
