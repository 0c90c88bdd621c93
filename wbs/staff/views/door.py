"""The door: name and password, leaving, and the language. Says nothing about who has an account."""

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from wbs.clock import now
from wbs.errors import Refusal
from wbs.staff import first_time, signing_in
from wbs.staff.forms import SignInForm
from wbs.staff.frames import ME_URL, home_of
from wbs.staff.login import (
    HALF,
    browser_secret,
    delete_cookie,
    for_roles,
    here,
    officer,
    set_browser_cookie,
    set_cookie,
)
from wbs.staff.signing_in import Entered
from wbs.staff.tries import new_browser
from wbs.staff.views.blueprint import REFUSED, SEE_OTHER, SIGN_IN_URL, STEP_URL, UNPROCESSABLE, entrance
from wbs.staff.vouchers import needs_codes
from wbs.web.forms import problems
from wbs.web.text import N_, asked_language, choose_language, language, wants_other_language

# One sentence for an unknown name, a wrong password and an account that is closed for a while.
NO_ENTRY = N_(
    "Nama masuk dan kata sandi tidak cocok. Periksa ejaannya. Sesudah beberapa kali salah, oleh siapa pun, peramban "
    "yang belum dikenal harus menunggu beberapa menit. Dengan kode cadangan atau kunci sandi tidak perlu menunggu."
)


@entrance.get(SIGN_IN_URL)
def ask() -> ResponseReturnValue:
    if current_user.is_authenticated:
        signed_in = officer()
        has_codes = not needs_codes(here().settings, signed_in.person.id)
        return redirect(home_of(signed_in) if has_codes else ME_URL, SEE_OTHER)
    return _page(SignInForm())


@entrance.post(SIGN_IN_URL)
def enter() -> ResponseReturnValue:
    choose_language(asked_language(request.form))
    form = SignInForm(request.form)
    if wants_other_language(request.form):
        return _page(form)
    if not form.validate():
        return _page(form, UNPROCESSABLE)
    browser = browser_secret() or new_browser()
    try:
        entered = signing_in.sign_in(here(), form.name.data, form.password.data, now(), browser)
    except Refusal:  # the one page that must not tell its refusals apart
        return _page(form, REFUSED, NO_ENTRY)
    return carried(entered, redirect(SIGN_IN_URL if entered.is_whole else STEP_URL, SEE_OTHER), browser)


@entrance.post("/sign-out")
@for_roles()
def leave() -> ResponseReturnValue:
    signing_in.sign_out(here(), officer(), now())
    response = redirect(SIGN_IN_URL, SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    delete_cookie(response, here().settings)
    return make_response(response)


@entrance.post("/language")
@for_roles()
def speak() -> ResponseReturnValue:
    signing_in.choose_language(officer(), choose_language(asked_language(request.form)))
    return redirect(ME_URL, SEE_OTHER)


def carried(entered: Entered, answer: ResponseReturnValue, browser: bytes) -> Response:
    """The answer with the cookies of the session it leads into. Whoever sat here before leaves with theirs."""
    response, settings = make_response(answer), here().settings
    signing_in.keep_language(entered.token, language())
    if not entered.is_whole:
        set_cookie(response, settings, entered.token, HALF)
        return response
    if current_user.is_authenticated:
        signing_in.sign_out(here(), officer(), now())
    signed_in = signing_in.resume(here(), entered.token, now())
    if signed_in is not None:
        first_time.take_along(here(), signed_in.person, signed_in.realm, signed_in.identity, now())
    set_cookie(response, settings, entered.token)
    delete_cookie(response, settings, HALF)
    set_browser_cookie(response, settings, browser)
    return response


def _page(form: SignInForm, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    return render_template("staff/sign_in.html", form=form, found=problems(form), refusal=refusal), status
