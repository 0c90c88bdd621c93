"""The pages of people, and of keys that colleagues wait for. No way to read a report."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.cases.recording_again import record_again, to_record_again
from wbs.clock import now
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.people import deciding, first_words, proposing
from wbs.people.forms import FactsForm, KeyForm, NewPersonForm, StandInForm
from wbs.people.pages import desk_name, people_page, periods_of, places_to_stand_in
from wbs.people.terms import Facts, may_propose
from wbs.people.views.blueprint import CONFLICT, SEE_OTHER, UNPROCESSABLE, desk
from wbs.people.views.blueprint import directory as _directory
from wbs.people.views.blueprint import frame as _frame
from wbs.people.waiting import Given, give_keys, waiting_for_me
from wbs.staff.directory import Person
from wbs.staff.frames import KEEPERS, READERS
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved
from wbs.web.attempt import attempt
from wbs.web.forms import PublicForm, problems
from wbs.web.text import N_

PEOPLE_URL, KEYS_URL = "/people", "/keys"
DONE = {
    "proposed": N_("Usulan tercatat. Orang kedua memutuskannya."),
    "approved": N_("Disetujui."),
    "returned": N_("Usulan dikembalikan."),
}


@desk.get(PEOPLE_URL)
@for_roles(*KEEPERS)
def people() -> ResponseReturnValue:
    return _listed(DONE.get(request.args.get("done", ""), ""))


@desk.get(f"{PEOPLE_URL}/new")
@for_roles(*KEEPERS)
def new() -> ResponseReturnValue:
    return _new(_offered(NewPersonForm()))


@desk.post(f"{PEOPLE_URL}/new")
@for_roles(*KEEPERS)
def propose_person() -> ResponseReturnValue:
    form = _offered(NewPersonForm(request.form))
    if not form.validate():
        return _new(form, UNPROCESSABLE)
    return _proposed(
        lambda: proposing.propose_person(here(), officer(), form.to_terms(), now()),
        lambda message: _new(form, CONFLICT, message),
    )


@desk.get(f"{PEOPLE_URL}/<uuid:person_id>")
@for_roles(*KEEPERS)
def person(person_id: UUID) -> ResponseReturnValue:
    return _person(person_id)


@desk.post(f"{PEOPLE_URL}/<uuid:person_id>/change")
@for_roles(*KEEPERS)
def propose_change(person_id: UUID) -> ResponseReturnValue:
    form = _offered(FactsForm(request.form))
    if not form.validate():
        return _person(person_id, facts=form, status=UNPROCESSABLE)
    return _proposed(
        lambda: proposing.propose_change(here(), officer(), person_id, form.to_facts(), now()),
        lambda message: _person(person_id, facts=form, status=CONFLICT, refusal=message),
    )


@desk.post(f"{PEOPLE_URL}/<uuid:person_id>/leave")
@for_roles(*KEEPERS)
def propose_leaving(person_id: UUID) -> ResponseReturnValue:
    return _proposed(
        lambda: proposing.propose_leaving(here(), officer(), person_id, now()),
        lambda message: _person(person_id, status=CONFLICT, refusal=message),
    )


@desk.post(f"{PEOPLE_URL}/<uuid:person_id>/reset")
@for_roles(*KEEPERS)
def propose_reset(person_id: UUID) -> ResponseReturnValue:
    return _proposed(
        lambda: proposing.propose_reset(here(), officer(), person_id, now()),
        lambda message: _person(person_id, status=CONFLICT, refusal=message),
    )


@desk.post(f"{PEOPLE_URL}/<uuid:person_id>/stand-in")
@for_roles(*KEEPERS)
def propose_stand_in(person_id: UUID) -> ResponseReturnValue:
    form = StandInForm(request.form)
    form.offer(places_to_stand_in(_directory(), _directory().person(person_id)))
    if not form.validate():
        return _person(person_id, stand_in=form, status=UNPROCESSABLE)
    return _proposed(
        lambda: proposing.propose_stand_in(here(), officer(), person_id, form.to_terms(), now()),
        lambda message: _person(person_id, stand_in=form, status=CONFLICT, refusal=message),
    )


@desk.post(f"{PEOPLE_URL}/<uuid:person_id>/stand-in/<desk_key>/<begins_on>/end")
@for_roles(*KEEPERS)
def propose_end(person_id: UUID, desk_key: str, begins_on: str) -> ResponseReturnValue:
    found = (one for one in _directory().person(person_id).stands_in if one.desk == desk_key)
    period = next((one for one in found if one.begins_on.isoformat() == begins_on), None)
    if period is None:
        raise NotFound
    return _proposed(
        lambda: proposing.propose_end(here(), officer(), person_id, period, now()),
        lambda message: _person(person_id, status=CONFLICT, refusal=message),
    )


@desk.post(f"{PEOPLE_URL}/<uuid:person_id>/key")
@for_roles(*KEEPERS)
def propose_key(person_id: UUID) -> ResponseReturnValue:
    form = KeyForm(request.form)
    if not form.validate():
        return _listed(form.compared.errors[0], UNPROCESSABLE)
    return _proposed(lambda: proposing.propose_key(here(), officer(), person_id, now()), _refused)


@desk.post(f"{PEOPLE_URL}/changes/<uuid:change_id>/approve")
@for_roles(*KEEPERS)
@recently_proved("desk.people_again")
def approve(change_id: UUID) -> ResponseReturnValue:
    return _proposed(lambda: deciding.approve(here(), officer(), change_id, now()), _refused, "approved")


@desk.post(f"{PEOPLE_URL}/changes/<uuid:change_id>/return")
@for_roles(*KEEPERS)
def send_back(change_id: UUID) -> ResponseReturnValue:
    return _proposed(lambda: deciding.send_back(here(), officer(), change_id, now()), _refused, "returned")


@desk.post(f"{PEOPLE_URL}/changes/<uuid:change_id>/words")
@for_roles(*KEEPERS)
@recently_proved("desk.people_again")
def draw_words(change_id: UUID) -> ResponseReturnValue:
    try:
        name, words = first_words.draw_words(here(), officer(), change_id, now())
    except Refused as refusal:
        return _refused(refusal.message)
    return render_template("people/words.html", frame=_frame("people"), name=name, words=words.split())


@desk.get(f"{PEOPLE_URL}/changes/<uuid:change_id>")
@for_roles(*KEEPERS)
def people_again(change_id: UUID) -> ResponseReturnValue:
    """Where a renewed proof leads: the same list, on which the change stands."""
    return redirect(PEOPLE_URL, SEE_OTHER)


@desk.get(KEYS_URL)
@for_roles(*READERS)
def keys() -> ResponseReturnValue:
    return _keys()


@desk.post(f"{KEYS_URL}/figures")
@for_roles(*READERS)
def record_figures() -> ResponseReturnValue:
    return _keys(recorded=record_again(here(), officer(), now()))


@desk.post(f"{KEYS_URL}/<uuid:request_id>")
@for_roles(*READERS)
@recently_proved("desk.keys_again")
def give(request_id: UUID) -> ResponseReturnValue:
    return _keys(give_keys(here(), officer(), request_id, now()))


@desk.get(f"{KEYS_URL}/<uuid:request_id>")
@for_roles(*READERS)
def keys_again(request_id: UUID) -> ResponseReturnValue:
    return redirect(KEYS_URL, SEE_OTHER)


def _keys(given: Given | None = None, recorded: int = 0) -> str:
    found = waiting_for_me(here(), officer(), now())
    return render_template(
        "people/keys.html", frame=_frame("mine"), waiting=found, given=given, desk_name=desk_name, recorded=recorded,
        to_record=len(to_record_again(officer(), _directory())),
    )  # fmt: skip


def _proposed(
    act: Callable[[], object], refused: Callable[[str], ResponseReturnValue], done: str = "proposed"
) -> ResponseReturnValue:
    return attempt(act, refused, f"{PEOPLE_URL}?done={done}")


def _refused(message: str) -> ResponseReturnValue:
    return _listed(message, CONFLICT)


def _listed(said: str, status: int = 200) -> ResponseReturnValue:
    page = people_page(here(), officer(), now())
    return render_template(
        "people/people.html", frame=_frame("people"), page=page, said=said, is_refusal=status >= CONFLICT
    ), status  # fmt: skip


def _new(form: NewPersonForm, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    _require_proposer()
    return render_template(
        "people/new.html", frame=_frame("people"), form=form, found=problems(form), refusal=refusal
    ), status  # fmt: skip


def _person(
    person_id: UUID, facts: FactsForm | None = None, stand_in: StandInForm | None = None, status: int = 200,
    refusal: str = "",
) -> ResponseReturnValue:  # fmt: skip
    directory = _directory()
    known: Person = directory.person(person_id)
    _require_proposer(known)
    form = facts or _offered(FactsForm())
    if facts is None:
        form.fill(Facts.of(known))
    away: PublicForm = stand_in or StandInForm()
    if stand_in is None:
        away.offer(places_to_stand_in(directory, known))  # type: ignore[attr-defined]
    return render_template(
        "people/person.html", frame=_frame("people"), person=known, form=form, found=problems(form) if facts else (),
        stand_in=away, stand_in_found=problems(away) if stand_in else (), refusal=refusal,
        periods=periods_of(known, directory.realm, here().today(now())),
    ), status  # fmt: skip


def _offered(form: FactsForm) -> FactsForm:
    form.offer(officer().realm, here().organisation)
    return form


def _require_proposer(subject: Person | None = None) -> None:
    if not may_propose(_directory(), officer().person, subject):
        raise NotAllowed

