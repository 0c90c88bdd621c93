"""The public counter: one address. GET shows the landing page; everything else is a POST, so that history, proxy logs
and referrers of a reporter's browser hold nothing but `/`. No cookie is read or set."""

from flask import Blueprint, Response, current_app, render_template, request

from wbs.clock import now
from wbs.intake.acts import ACTS, Answering, asked_act
from wbs.intake.figures_box import FiguresBox
from wbs.intake.visit import LEFT, Visit
from wbs.staff.login import here
from wbs.web.pages import leave, public_page, secret_page
from wbs.web.text import asked_language, choose_language

FIGURES = "public_figures"  # what the application may offer: a function without arguments, giving FiguresBox or None

counter = Blueprint("counter", __name__)


@counter.get("/")
def front() -> Response:
    return _answer(ACTS["landing"].answer)


@counter.post("/")
def act() -> Response:
    choose_language(asked_language(request.form))
    return _answer(asked_act(request.form))


def _answer(answering: Answering) -> Response:
    page = answering(Visit(here(), request.form, now(), _figures))
    if page is LEFT:
        return leave()
    draw = secret_page if page.shows_secret else public_page
    return draw(render_template(page.template, **page.values), page.status)


def _figures() -> FiguresBox | None:
    offered = current_app.extensions.get(FIGURES)
    return offered() if offered else None
