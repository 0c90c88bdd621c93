"""The entrance: signing in and out, and the page about oneself. Says nothing about who has an account."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from wbs.clock import now
from wbs.errors import Refusal
from wbs.staff import signing_in
from wbs.staff.forms import SignInForm
from wbs.staff.frames import ME_URL, frame_for, home_of, role_labels
from wbs.staff.login import delete_cookie, for_roles, here, officer, set_cookie
from wbs.web.forms import problems
from wbs.web.text import N_, asked_language, choose_language, language, wants_other_language

entrance = Blueprint("entrance", __name__)

SIGN_IN_URL = "/sign-in"
REFUSED, UNPROCESSABLE, SEE_OTHER = 403, 422, 303
# One sentence for an unknown name, a wrong password and an account that is closed for a while.
NO_ENTRY = N_(
    "Nama masuk dan kata sandi tidak cocok. Periksa ejaannya. Sesudah beberapa kali salah, tunggu beberapa menit "
    "sebelum mencoba lagi."
)


@entrance.get(SIGN_IN_URL)
def ask() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(home_of(officer()), SEE_OTHER)
    return _page(SignInForm())


@entrance.post(SIGN_IN_URL)
def enter() -> ResponseReturnValue:
    choose_language(asked_language(request.form))
    form = SignInForm(request.form)
    if wants_other_language(request.form):
        return _page(form)
    if not form.validate():
        return _page(form, UNPROCESSABLE)
    try:
        token = signing_in.sign_in(here(), form.name.data, form.password.data, now())
    except Refusal:  # the one page that must not tell its refusals apart
        return _page(form, REFUSED, NO_ENTRY)
    if current_user.is_authenticated:  # whoever sat here before leaves with their session
        signing_in.sign_out(here(), officer(), now())
    response = redirect(SIGN_IN_URL, SEE_OTHER)
    signing_in.keep_language(token, language())
    set_cookie(response, here().settings, token)
    return response


@entrance.post("/sign-out")
@for_roles()
def leave() -> ResponseReturnValue:
    signing_in.sign_out(here(), officer(), now())
    response = redirect(SIGN_IN_URL, SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    delete_cookie(response, here().settings)
    return response


@entrance.post("/language")
@for_roles()
def speak() -> ResponseReturnValue:
    signing_in.choose_language(officer(), choose_language(asked_language(request.form)))
    return redirect(ME_URL, SEE_OTHER)


@entrance.get(ME_URL)
@for_roles()
def me() -> str:
    instance, signed_in, moment = here(), officer(), now()
    person, units = signed_in.person, instance.organisation
    return render_template(
        "staff/me.html",
        frame=frame_for(instance, signed_in, "me", moment),
        name=person.name,
        position=person.position,
        unit=units.name_of(person.unit),
        roles=role_labels(signed_in),
        conflicts=tuple(sorted(units.name_of(code) for code in person.conflict_units)),
        key_id=signed_in.identity.key_id,
        valid_until=instance.directory(signed_in.realm, moment).valid_until,
        language_url="/language",
    )


def _page(form: SignInForm, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    return render_template("staff/sign_in.html", form=form, found=problems(form), refusal=refusal), status
