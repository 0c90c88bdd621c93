"""The mailbox as a reporter sees it: what is said about the case, and what may be asked for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from wbs.cases.dialogue import REPORTER, Letter
from wbs.intake.mailbox import MailboxPage, TimelineLine
from wbs.intake.wording import closing_sentence, line_text, role_label
from wbs.web import formats
from wbs.web.text import _, language

REVIEW_WITHIN = timedelta(days=90)  # calendar days after closing


@dataclass(frozen=True)
class Letterbox:
    """Plain values for the page; `letters` are (who, day, text, is_mine)."""

    number: str
    status: str
    status_on: str
    result: str
    news_until: date | None
    is_promise_missed: bool
    can_read: int
    have_read: int
    timeline: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str, str, bool], ...] = field(repr=False)
    is_closed: bool = False
    may_ask_review: bool = False
    may_withdraw: bool = False


def letterbox(page: MailboxPage, today: date) -> Letterbox:
    """In the reader's language."""
    last = _standing(page)
    return Letterbox(
        number=page.number,
        status=line_text(last.template, last.until) if last else "",
        status_on=_day(last.day) if last else "",
        result=_result(page),
        news_until=page.news_until,
        is_promise_missed=page.is_promise_missed,
        can_read=page.can_read,
        have_read=page.have_read,
        timeline=_told_once([(_day(line.day), line_text(line.template, line.until)) for line in page.timeline]),
        letters=tuple(_letter(letter) for letter in page.letters),
        is_closed=page.is_closed,
        may_ask_review=may_ask_review(page, today),
        may_withdraw=may_withdraw(page),
    )


def _told_once(lines: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Two stages may be one sentence for the reporter: on the same day it is not said twice."""
    return tuple(line for line, _again in groupby(lines))


def may_ask_review(page: MailboxPage, today: date) -> bool:
    """Once after each closing, within 90 calendar days."""
    closed_on = [line.day for line in page.timeline if line.template == "stage:selesai"]
    if not page.is_closed or not closed_on or today > closed_on[-1] + REVIEW_WITHIN:
        return False
    return not any(letter.asks == "review" for letter in _since_closing(page.letters))


def may_withdraw(page: MailboxPage) -> bool:
    """Once, while the case is open."""
    return not page.is_closed and not any(letter.asks == "withdrawal" for letter in page.letters)


def may_ask(asks: str, page: MailboxPage, today: date) -> bool:
    """Whether a letter may carry `asks`: "", "review" or "withdrawal"."""
    allowed = {"": True, "review": may_ask_review(page, today), "withdrawal": may_withdraw(page)}
    return allowed.get(asks, False)


def _standing(page: MailboxPage) -> TimelineLine | None:
    """The line that says where things stand: a question that was answered is no longer one."""
    is_answered = bool(page.letters) and page.letters[-1].direction == REPORTER
    states = ("stage:", "reopened") if is_answered else ("stage:", "reopened", "waiting:")
    return next((line for line in reversed(page.timeline) if line.template.startswith(states)), None)


def _since_closing(letters: Sequence[Letter]) -> Sequence[Letter]:
    closings = [place for place, letter in enumerate(letters) if letter.asks.startswith("closing:")]
    return letters[closings[-1] + 1 :] if closings else letters


def _result(page: MailboxPage) -> str:
    found = [letter.asks for letter in page.letters if letter.asks.startswith("closing:")]
    return closing_sentence(found[-1]) if page.is_closed and found else ""


def _letter(letter: Letter) -> tuple[str, str, str, bool]:
    is_mine = letter.direction == REPORTER
    return (_("Anda") if is_mine else role_label(letter.role), _day(letter.written_on), letter.text, is_mine)


def _day(value: date) -> str:
    return formats.day(value, language())
