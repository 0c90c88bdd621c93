"""Second factors, spare codes, password and sessions of one's own. All ask for a fresh proof, or the password."""

import secrets
from collections.abc import Callable

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import Refused, Throttled
from wbs.staff import factors, own_password, own_sessions
from wbs.staff.forms import PasskeyForm, PasswordForm, TotpForm
from wbs.staff.frames import ME_URL, frame_for
from wbs.staff.login import browser_secret, for_roles, here, officer, set_cookie
from wbs.staff.views.blueprint import REFUSED, SEE_OTHER, TOKEN_BYTES, UNPROCESSABLE, entrance
from wbs.staff.views.me import draw_me, id_of
from wbs.staff.views.proving import recently_proved
from wbs.staff.views.showing import options_to_register, totp_facts
from wbs.web.forms import problems
from wbs.web.text import gettext

FACTORS_URL = f"{ME_URL}/factors"


@entrance.get(FACTORS_URL)
@for_roles()
@recently_proved("entrance.me")
def new_factor() -> ResponseReturnValue:
    return _draw(TotpForm(token=secrets.token_hex(TOKEN_BYTES)))


@entrance.post(f"{FACTORS_URL}/totp")
@for_roles()
@recently_proved("entrance.me")
def add_totp() -> ResponseReturnValue:
    form = TotpForm(request.form)
    if not form.validate():
        return _draw(form, UNPROCESSABLE)
    try:
        factors.add_totp(here(), officer().seat, form.drawn_from(), form.code.data, now())
    except Refused as refusal:
        form.code.errors = (gettext(refusal.message),)
        return _draw(form, UNPROCESSABLE)
    return redirect(ME_URL, SEE_OTHER)


@entrance.post(f"{FACTORS_URL}/passkey")
@for_roles()
@recently_proved("entrance.me")
def add_passkey() -> ResponseReturnValue:
    credential = PasskeyForm(request.form).credential.data or ""
    return _done(lambda: factors.add_passkey(here(), officer().seat, credential, now()))


@entrance.post(f"{FACTORS_URL}/remove")
@for_roles()
@recently_proved("entrance.me")
def remove_factor() -> ResponseReturnValue:
    factor = id_of(request.form.get("factor", ""))
    return _done(lambda: factors.remove_factor(here(), officer().seat, factor, now()))


@entrance.post(f"{FACTORS_URL}/codes")
@for_roles()
@recently_proved("entrance.me")
def new_codes() -> ResponseReturnValue:
    codes = factors.new_spare_codes(here(), officer().seat, now())
    return render_template(
        "staff/spare_codes.html", frame=frame_for(here(), officer(), "me", now()), codes=codes, onward=ME_URL
    )


@entrance.post(f"{ME_URL}/password")
@for_roles()
def change_password() -> ResponseReturnValue:
    form = PasswordForm(request.form)
    if not form.validate():
        return draw_me(password_form=form, status=UNPROCESSABLE)
    try:
        token = own_password.change_password(
            here(), officer(), form.old.data, form.new.data, now(), browser_secret()
        )
    except own_password.Unsuitable as refusal:
        form.new.errors = (gettext(refusal.message),)
        return draw_me(password_form=form, status=UNPROCESSABLE)
    except (Refused, Throttled) as refusal:
        form.old.errors = (gettext(refusal.message),)
        return draw_me(password_form=form, status=REFUSED)
    response = make_response(redirect(ME_URL, SEE_OTHER))
    set_cookie(response, here().settings, token)
    return response


@entrance.post(f"{ME_URL}/sessions/end")
@for_roles()
@recently_proved("entrance.me")
def end_session() -> ResponseReturnValue:
    own_sessions.end_session(officer(), request.form.get("session", ""))
    return redirect(ME_URL, SEE_OTHER)


@entrance.post(f"{ME_URL}/sessions/end-others")
@for_roles()
@recently_proved("entrance.me")
def end_other_sessions() -> ResponseReturnValue:
    own_sessions.end_other_sessions(officer())
    return redirect(ME_URL, SEE_OTHER)


def _done(act: Callable[[], None]) -> ResponseReturnValue:
    """Back to the page about oneself, which says what was refused."""
    try:
        act()
    except Refused as refusal:
        return draw_me(status=REFUSED, refusal=refusal.message)
    return redirect(ME_URL, SEE_OTHER)


def _draw(form: TotpForm, status: int = 200) -> ResponseReturnValue:
    if form.token.errors:
        form = TotpForm(token=secrets.token_hex(TOKEN_BYTES))
    seat = officer().seat
    page = render_template(
        "staff/factor.html", frame=frame_for(here(), officer(), "me", now()), form=form, found=problems(form),
        **totp_facts(here(), seat, form.drawn_from()), passkey=options_to_register(here(), seat),
    )  # fmt: skip
    return page, status
