"""Between the password and the office: one page at a time, decided by how things stand, and none of them skipped."""

import secrets

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.db import transaction
from wbs.errors import NotAllowed, NotFound, Refused, Throttled
from wbs.staff import factors, first_time, forgotten, signing_in
from wbs.staff.forms import AnswerForm, FirstPasswordForm, PasskeyForm, TotpForm
from wbs.staff.half_sessions import Half, end_half
from wbs.staff.login import HALF, at_the_door, browser_secret, delete_cookie, here
from wbs.staff.signing_in import Entered
from wbs.staff.steps import ANSWER, DONE, FIRST_FACTOR, NEW_PASSWORD, OWN_PASSWORD, WAITING, Standing, next_step
from wbs.staff.tries import account_of, new_browser
from wbs.staff.views.blueprint import (
    FIRST_URL,
    REFUSED,
    SEE_OTHER,
    SIGN_IN_URL,
    STEP_URL,
    TOKEN_BYTES,
    UNPROCESSABLE,
    entrance,
)
from wbs.staff.views.door import carried
from wbs.staff.views.showing import options_to_prove, options_to_register, totp_facts
from wbs.web.forms import PublicForm, problems
from wbs.web.text import choose_language, gettext


@entrance.get(STEP_URL)
def step() -> ResponseReturnValue:
    half = at_the_door()
    if half is None:
        return redirect(SIGN_IN_URL, SEE_OTHER)
    if _next(half) == DONE:  # the directory was signed while they waited
        return _go_on(half)
    return _draw(half)


@entrance.post(STEP_URL)
def answer() -> ResponseReturnValue:
    half, form = _standing_at(ANSWER), AnswerForm(request.form)
    if not form.validate():
        return _draw(half, form, UNPROCESSABLE)
    browser = browser_secret() or new_browser()
    try:
        entered = signing_in.answer(here(), half, form.to_answer(), now(), browser)
    except Refused as refusal:
        return _told(refusal.message, form)
    except Throttled as refusal:
        return _told(refusal.message)
    return carried(entered, _onward(entered), browser)


@entrance.post(f"{FIRST_URL}/password")
def first_password() -> ResponseReturnValue:
    half, form = _standing_at(OWN_PASSWORD), FirstPasswordForm(request.form)
    if not form.validate():
        return _draw(half, form, UNPROCESSABLE)
    try:
        token = first_time.choose_first_password(here(), half, form.new.data, now())
    except Refused as refusal:
        form.new.errors = (gettext(refusal.message),)
        return _draw(half, form, UNPROCESSABLE)
    return carried(Entered(token, is_whole=False), redirect(STEP_URL, SEE_OTHER), b"")


@entrance.post(f"{FIRST_URL}/totp")
def first_totp() -> ResponseReturnValue:
    half, form = _standing_at(FIRST_FACTOR), TotpForm(request.form)
    if not form.validate():
        return _draw(half, form, UNPROCESSABLE)
    try:
        factors.add_totp(here(), half.seat, form.drawn_from(), form.code.data, now())
    except Refused as refusal:
        form.code.errors = (gettext(refusal.message),)
        return _draw(half, form, UNPROCESSABLE)
    return _first_codes(half)


@entrance.post(f"{FIRST_URL}/passkey")
def first_passkey() -> ResponseReturnValue:
    half, form = _standing_at(FIRST_FACTOR), PasskeyForm(request.form)
    try:
        factors.add_passkey(here(), half.seat, form.credential.data or "", now())
    except Refused as refusal:
        return _told(refusal.message)
    return _first_codes(half)


@entrance.post("/sign-in/new-password")
def new_password() -> ResponseReturnValue:
    half, form = _standing_at(NEW_PASSWORD), FirstPasswordForm(request.form)
    if not form.validate():
        return _draw(half, form, UNPROCESSABLE)
    browser = browser_secret() or new_browser()
    try:
        entered = forgotten.replace_password(here(), half, form.new.data, now(), browser)
    except Refused as refusal:
        form.new.errors = (gettext(refusal.message),)
        return _draw(half, form, UNPROCESSABLE)
    return carried(entered, redirect(SIGN_IN_URL, SEE_OTHER), browser)


@entrance.post("/sign-in/leave")
def leave_the_door() -> ResponseReturnValue:
    half, response = at_the_door(), redirect(SIGN_IN_URL, SEE_OTHER)
    if half is not None:
        with transaction():
            end_half(half.session_hash)
    delete_cookie(response, here().settings, HALF)
    return response


def _standing_at(wanted: str) -> Half:
    """Raises NotFound for a stranger, NotAllowed for whoever stands elsewhere."""
    half = at_the_door()
    if half is None:
        raise NotFound
    choose_language(half.language)
    if _next(half) != wanted:
        raise NotAllowed
    return half


def _next(half: Half) -> str:
    return next_step(
        Standing(
            is_provisional=account_of(half.person.id).is_provisional,
            asks_factor=here().settings.asks_second_factor,
            has_factor=factors.has_factors(half.person.id),
            is_proved=half.is_proved,
            is_in_force=signing_in.is_in_force(half.person, half.identity),
            has_forgotten=half.has_forgotten,
        )
    )


def _onward(entered: Entered) -> ResponseReturnValue:
    return redirect(SIGN_IN_URL if entered.is_whole else STEP_URL, SEE_OTHER)


def _go_on(half: Half) -> ResponseReturnValue:
    browser = browser_secret() or new_browser()
    entered = signing_in.go_on(here(), half, now(), browser)
    return carried(entered, _onward(entered), browser)


def _first_codes(half: Half) -> ResponseReturnValue:
    """The codes on paper, once; whoever made a factor has proved it."""
    codes, browser = factors.new_spare_codes(here(), half.seat, now()), browser_secret() or new_browser()
    entered = signing_in.go_on(here(), half, now(), browser)
    onward = SIGN_IN_URL if entered.is_whole else STEP_URL
    return carried(entered, render_template("staff/spare_codes.html", codes=codes, onward=onward), browser)


def _told(message: str, form: AnswerForm | None = None) -> ResponseReturnValue:
    """The same page anew after a wrong answer, or the door when there were too many."""
    half = at_the_door()
    if half is None:
        return redirect(SIGN_IN_URL, SEE_OTHER)
    if form is not None:
        form.code.errors = (gettext(message),)
    return _draw(half, form, REFUSED, "" if form is not None else message)


def _draw(half: Half, form: PublicForm | None = None, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    choose_language(half.language)
    at, found = _next(half), problems(form) if form else ()
    return _PAGES[at](half, form, found, refusal), status


def _own_password(half: Half, form: PublicForm | None, found: object, refusal: str) -> str:
    return render_template("staff/first_password.html", form=form or FirstPasswordForm(), found=found)


def _first_factor(half: Half, form: PublicForm | None, found: object, refusal: str) -> str:
    if not isinstance(form, TotpForm) or not form.has_token():
        form = TotpForm(token=secrets.token_hex(TOKEN_BYTES))
    return render_template(
        "staff/first_factor.html", form=form, found=found, refusal=refusal,
        **totp_facts(here(), half.seat, form.drawn_from()), passkey=options_to_register(here(), half.seat),
    )  # fmt: skip


def _answer(half: Half, form: PublicForm | None, found: object, refusal: str) -> str:
    return render_template(
        "staff/second_step.html", form=form or AnswerForm(), found=found, refusal=refusal,
        passkey="" if half.has_forgotten else options_to_prove(here(), half.seat), has_forgotten=half.has_forgotten,
    )  # fmt: skip


def _new_password(half: Half, form: PublicForm | None, found: object, refusal: str) -> str:
    return render_template("staff/new_password.html", form=form or FirstPasswordForm(), found=found)


def _waiting(half: Half, form: PublicForm | None, found: object, refusal: str) -> str:
    return render_template(
        "staff/waiting.html", name=half.person.name, fingerprint=first_time.fingerprint(half.identity.public_key)
    )


_PAGES = {
    OWN_PASSWORD: _own_password, FIRST_FACTOR: _first_factor, ANSWER: _answer, NEW_PASSWORD: _new_password,
    WAITING: _waiting,
}  # fmt: skip
