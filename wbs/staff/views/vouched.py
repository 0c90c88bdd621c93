"""The door for whoever brings what nobody can guess: both steps on one page, which does not say who has an account."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import Refusal
from wbs.staff import challenges, vouching
from wbs.staff.forms import VouchedForm
from wbs.staff.login import browser_secret, here
from wbs.staff.tries import new_browser
from wbs.staff.views.blueprint import CODE_URL, REFUSED, SEE_OTHER, SIGN_IN_URL, STEP_URL, UNPROCESSABLE, entrance
from wbs.staff.views.door import carried
from wbs.staff.views.showing import options_to_vouch
from wbs.web.forms import Problem, problems
from wbs.web.text import N_, asked_language, choose_language

# One sentence for whatever of the three is wrong, and for an unknown name.
NO_ENTRY = N_(
    "Nama masuk, kata sandi, dan kode cadangan atau kunci sandi tidak cocok. Periksa ketiganya. Kode yang sudah "
    "terpakai tidak berlaku lagi."
)


@entrance.post(CODE_URL)
def enter_vouched() -> ResponseReturnValue:
    choose_language(asked_language(request.form))
    form = VouchedForm(request.form)
    if form.is_new():
        return _page(form)
    if not form.validate():
        return _page(form, UNPROCESSABLE, problems(form))
    browser = browser_secret() or new_browser()
    try:
        entered = vouching.enter(
            here(), form.name.data, form.password.data, form.to_answer(), form.drawn(), now(), browser
        )
    except Refusal:  # like the door, this page must not tell its refusals apart
        return _page(form, REFUSED, refusal=NO_ENTRY)
    return carried(entered, redirect(SIGN_IN_URL if entered.is_whole else STEP_URL, SEE_OTHER), browser)


def _page(
    form: VouchedForm, status: int = 200, found: tuple[Problem, ...] = (), refusal: str = ""
) -> ResponseReturnValue:
    challenge = challenges.draw_challenge(here(), now())
    page = render_template(
        "staff/vouched.html", form=form, found=found, refusal=refusal, challenge=challenge.hex(),
        passkey=options_to_vouch(here(), challenge),
    )  # fmt: skip
    return page, status
