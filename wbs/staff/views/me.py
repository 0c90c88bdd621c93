"""The page about oneself: what the directory says, one's sessions and factors, and one's key as a file."""

import secrets
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import Refused, Throttled
from wbs.staff import factors, key_file
from wbs.staff.forms import KeyFileForm, KeyWordsForm, PasswordForm
from wbs.staff.frames import ME_URL, SEEING, STATEMENT_URL, frame_for, role_labels
from wbs.staff.login import browser_secret, for_roles, here, officer
from wbs.staff.own_sessions import own_sessions
from wbs.staff.passkey_wraps import wrapping_factors
from wbs.staff.views.blueprint import REFUSED, TOKEN_BYTES, UNPROCESSABLE, entrance
from wbs.staff.views.proving import recently_proved
from wbs.staff.vouchers import needs_codes
from wbs.staff.yearly import is_due
from wbs.web.forms import problems
from wbs.web.sending import OCTETS, FileAnswer
from wbs.web.text import gettext

NOTHING = UUID(int=0)


@entrance.get(ME_URL)
@for_roles()
def me() -> ResponseReturnValue:
    return draw_me()


@entrance.post(f"{ME_URL}/key")
@for_roles()
@recently_proved("entrance.me")
def draw_key_words() -> ResponseReturnValue:
    form, token = KeyFileForm(request.form), secrets.token_bytes(TOKEN_BYTES)
    if not form.validate():
        return draw_me(key_form=form, status=UNPROCESSABLE)
    try:
        words = key_file.draw_words(here(), officer(), form.password.data, token, now(), browser_secret())
    except (Refused, Throttled) as refusal:
        form.password.errors = (gettext(refusal.message),)
        return draw_me(key_form=form, status=REFUSED)
    return render_template(
        "staff/key_words.html", frame=frame_for(here(), officer(), "me", now()), words=words, token=token.hex()
    )


@entrance.post(f"{ME_URL}/key/file")
@for_roles()
@recently_proved("entrance.me")
def take_key_file() -> ResponseReturnValue:
    form = KeyWordsForm(request.form)
    if not form.validate():
        return draw_me(status=UNPROCESSABLE)
    made = key_file.make_key_file(here(), officer(), form.drawn_from(), now())
    response = FileAnswer(made, mimetype=OCTETS)
    name = f"kunci-{officer().identity.key_id}.wbskey"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def draw_me(
    key_form: KeyFileForm | None = None, password_form: PasswordForm | None = None, status: int = 200,
    refusal: str = "",
) -> ResponseReturnValue:  # fmt: skip
    """The page, with what is to be corrected in one of its forms, or what was refused."""
    instance, signed_in, moment = here(), officer(), now()
    person, units = signed_in.person, instance.organisation
    page = render_template(
        "staff/me.html",
        frame=frame_for(instance, signed_in, "me", moment),
        name=person.name,
        position=person.position,
        unit=units.name_of(person.unit),
        roles=role_labels(signed_in),
        conflicts=tuple(sorted(units.name_of(code) for code in person.conflict_units)),
        statement_url=STATEMENT_URL if person.has_role(*SEEING) else "",
        stated_on=(stated_on := instance.stated_on(person.id)),
        must_state=is_due(stated_on, instance.today(moment)),
        key_id=signed_in.identity.key_id,
        valid_until=instance.directory(signed_in.realm, moment).valid_until,
        language_url="/language",
        key_form=key_form or KeyFileForm(),
        password_form=password_form or PasswordForm(),
        key_found=problems(key_form) if key_form else (),
        password_found=problems(password_form) if password_form else (),
        refusal=refusal,
        sessions=own_sessions(signed_in),
        factors=factors.factors_of(signed_in.seat),
        wrapping=wrapping_factors(person.id),
        spare_left=factors.spare_left(person.id),
        needs_codes=needs_codes(instance.settings, person.id),
    )
    return page, status


def id_of(text: str) -> UUID:
    """A UUID as a form sent it; for anything else one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return NOTHING
