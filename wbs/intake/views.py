"""The public counter: one address. GET shows the landing page; everything else is a POST, so that history, proxy logs
and referrers of a reporter's browser hold nothing but `/`. No cookie is read or set."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import escape

from wbs.clock import now
from wbs.intake.acts import ACTS, Answering, asked_act
from wbs.intake.figures_box import FiguresBox
from wbs.intake.file_words import FIELD as FILES
from wbs.intake.visit import LEFT, Page, Visit
from wbs.staff.login import here
from wbs.web.pages import PublicPage, leave, prepared_page, public_page, secret_page
from wbs.web.prepared import Prepared
from wbs.web.request import this_request
from wbs.web.text import asked_language, choose_language, language

FIGURES = "public_figures"  # what the application may offer: a function without arguments, giving FiguresBox or None
DRAWN = "counter_pages"
MAIN = "~~main~~"

counter = Blueprint("counter", __name__)


@counter.get("/")
def front() -> Response:
    return _answer(ACTS["landing"].answer)


@counter.post("/")
def act() -> Response:
    posted = request.form
    choose_language(asked_language(posted))
    return _answer(asked_act(posted))


def _answer(answering: Answering) -> Response:
    asked = this_request()
    page = answering(Visit(here(), asked.form, now(), _figures, asked.received(FILES)))
    if page is LEFT:
        return leave()
    draw = _framed if page.frame else _filled_in if page.is_kept else _drawn
    answer = draw(page)
    answer.has_script = page.has_script
    return answer


def _drawn(page: Page) -> PublicPage:
    draw = secret_page if page.shows_secret else public_page
    return draw(render_template(page.template, **page.drawn_with()), page.status)


def _filled_in(page: Page) -> PublicPage:
    filled = {mark: str(escape(text)) for mark, text in page.filled_in.items()}
    prepared = _prepared(page.template, page.drawn_with, page.filled_in, page.drawn_from)
    return secret_page(prepared.plain(filled)) if page.shows_secret else prepared_page(prepared, filled)


def _framed(page: Page) -> PublicPage:
    frame = _prepared(page.frame, lambda: {"main": MAIN}, (MAIN,), None)
    return prepared_page(frame, {MAIN: render_template(page.template, **page.drawn_with())}, page.status, now=(MAIN,))


def _prepared(
    template: str, values: Callable[[], Mapping[str, Any]], marks: Collection[str], drawn_from: object
) -> Prepared:
    """Kept with its marks, never with what fills them."""
    kept = current_app.extensions.setdefault(DRAWN, {})
    kept_from, prepared = kept.get((template, language()), (None, None))
    if prepared is None or kept_from != drawn_from:
        prepared = Prepared(render_template(template, **values()), marks)
        kept[template, language()] = drawn_from, prepared
    return prepared


def _figures() -> FiguresBox | None:
    offered = current_app.extensions.get(FIGURES)
    return offered() if offered else None
