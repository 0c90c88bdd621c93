"""Somebody at the door who forgot their password: a passkey stands in for it. The same page for everybody."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import Refused
from wbs.staff import challenges, forgotten
from wbs.staff.forms import ForgottenForm
from wbs.staff.login import here
from wbs.staff.signing_in import Entered
from wbs.staff.views.blueprint import REFUSED, SEE_OTHER, STEP_URL, entrance
from wbs.staff.views.door import carried
from wbs.staff.views.showing import options_to_find
from wbs.web.text import asked_language, choose_language


@entrance.post("/sign-in/forgotten")
def forgot() -> ResponseReturnValue:
    choose_language(asked_language(request.form))
    form = ForgottenForm(request.form)
    if not form.validate():  # whoever comes from the door sends nothing yet
        return _page()
    try:
        token = forgotten.enter(here(), form.credential.data, form.drawn(), now())
    except Refused as refusal:
        return _page(REFUSED, refusal.message)
    return carried(Entered(token, is_whole=False), redirect(STEP_URL, SEE_OTHER), b"")


def _page(status: int = 200, refusal: str = "") -> ResponseReturnValue:
    challenge = challenges.draw_challenge(here(), now())
    page = render_template(
        "staff/forgotten.html", challenge=challenge.hex(), passkey=options_to_find(here(), challenge), refusal=refusal
    )
    return page, status
