"""Everything one can do at the counter, as a table: the hidden field `act` names a line, a button may name another
with `instead`, and the language button or the one that takes a file away asks for the same page without doing more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wbs.intake import returning, telling, uploading, visiting
from wbs.intake.tray import REMOVE
from wbs.intake.visit import Page, Visit
from wbs.web.text import wants_other_language

Answering = Callable[[Visit], Page]


@dataclass(frozen=True)
class Act:
    """`redraw` is the act that draws the page on which this act's button stands."""

    answer: Answering
    redraw: str


ACTS: Mapping[str, Act] = {
    "landing": Act(visiting.landing, "landing"),
    "help": Act(visiting.advice, "help"),
    "leave": Act(visiting.leave, "landing"),
    "report": Act(telling.report, "report"),
    "fill": Act(telling.fill, "fill"),
    "add_person": Act(telling.add_person, "fill"),
    "add_excluded": Act(telling.add_excluded, "fill"),
    "review": Act(telling.review, "fill"),
    "send": Act(telling.send, "review"),
    "receipt": Act(telling.receipt, "receipt"),
    "confirm": Act(telling.confirm, "receipt"),
    "code": Act(returning.code, "code"),
    "open": Act(returning.open_, "code"),
    "read": Act(returning.read, "read"),
    "answer": Act(returning.reply, "read"),
    "close": Act(returning.close, "landing"),
    "piece": Act(uploading.piece, "piece"),
}


def asked_act(posted: Mapping[str, str]) -> Answering:
    """What a posted page asks for; anything unknown leads to the landing page."""
    act = ACTS.get(posted.get("instead") or posted.get("act", ""), ACTS["landing"])
    return ACTS[act.redraw].answer if wants_other_language(posted) or REMOVE in posted else act.answer
