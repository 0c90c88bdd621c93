"""The blueprint of the pages about units, whose they are, and what they all answer with."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import NotFound
from wbs.staff.frames import KEEPERS, frame_for
from wbs.staff.login import for_roles, here, officer
from wbs.structure.proposing import REALM
from wbs.web.attempt import attempt as attempt_or_say
from wbs.web.text import N_

plan = Blueprint("plan", __name__, url_prefix="/units")

URL = "/units"
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
DONE = {
    "proposed": N_("Usulan tercatat. Orang kedua memutuskannya."),
    "approved": N_("Disetujui. Berlaku sesudah direktori ditandatangani dan dipasang."),
    "returned": N_("Usulan dikembalikan."),
}
P = ParamSpec("P")
R = TypeVar("R")


def for_keepers(view: Callable[P, R]) -> Callable[P, R]:
    """Guards a view: administrators and heads of the main realm. In the bypass there is no list to change."""

    @for_roles(*KEEPERS)
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if officer().realm != REALM:
            raise NotFound
        return view(*args, **kwargs)

    return guarded


def frame() -> object:
    return frame_for(here(), officer(), "people", now())


def attempt(
    act: Callable[[], object], refused: Callable[[str], ResponseReturnValue], done: str = "proposed"
) -> ResponseReturnValue:
    """Does it and leads to the list, or shows the same page with why not."""
    return attempt_or_say(act, refused, f"{URL}?done={done}")
