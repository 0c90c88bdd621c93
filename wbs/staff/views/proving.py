"""Proving oneself again before what is sensitive: a guard for views, and the page that it shows instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import Refused, Throttled
from wbs.staff import proving
from wbs.staff.answers import CODES_CLOSED, WRONG_ANSWER
from wbs.staff.forms import ProveForm
from wbs.staff.frames import ME_URL, frame_for
from wbs.staff.login import browser_secret, for_roles, here, officer, set_cookie
from wbs.staff.views.blueprint import REFUSED, SEE_OTHER, UNPROCESSABLE, entrance
from wbs.staff.views.showing import options_to_prove
from wbs.web.forms import problems
from wbs.web.text import gettext

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
PROVE_URL = f"{ME_URL}/prove"


def recently_proved(back: str) -> Callable[[View[P]], View[P]]:
    """Guards a view under `for_roles`: only within ten minutes after password and second factor. `back` is where the
    page leads that asks for them: an endpoint with the same parts in its address. Nothing is done meanwhile."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if officer().proved_recently(now()):
                return view(*args, **kwargs)
            return _page(ProveForm(back=url_for(back, **(request.view_args or {}))), REFUSED)

        cast(Any, guarded).asks_proof = True
        return guarded

    return guard


@entrance.post(PROVE_URL)
@for_roles()
def prove() -> ResponseReturnValue:
    form = ProveForm(request.form)
    form.asks_factor = here().settings.asks_second_factor
    if not form.validate():
        return _page(form, UNPROCESSABLE)
    try:
        token = proving.prove_again(
            here(), officer(), form.password.data, form.to_answer(), now(), browser_secret()
        )
    except (Refused, Throttled) as refusal:
        wrong = form.code if refusal.message in (WRONG_ANSWER, CODES_CLOSED) else form.password
        wrong.errors = (gettext(refusal.message),)
        return _page(form, REFUSED)
    response = make_response(redirect(form.back.data, SEE_OTHER))
    set_cookie(response, here().settings, token)
    return response


def _page(form: ProveForm, status: int) -> ResponseReturnValue:
    instance, signed_in = here(), officer()
    if form.back.errors:  # a form of ours always has one
        form.back.data = ME_URL
    page = render_template(
        "staff/prove.html", frame=frame_for(instance, signed_in, "me", now()), form=form, found=problems(form),
        asks_factor=instance.settings.asks_second_factor, passkey=options_to_prove(instance, signed_in.seat),
    )  # fmt: skip
    return page, status
