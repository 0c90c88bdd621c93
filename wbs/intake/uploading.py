"""Files of a visit: which keys open their tokens, and the answer to a piece. Knows forms and mailboxes only as keys."""

from collections.abc import Sequence
from functools import partial

from wbs.errors import NotFound
from wbs.intake.drafts import form_key, mailbox_key
from wbs.intake.form_token import posted_ticket
from wbs.intake.mailbox import OpenMailbox, resume_mailbox
from wbs.intake.pieces import take_piece
from wbs.intake.tray import Tray, posted_tray, with_pieces, without_unopened
from wbs.intake.visit import Page, Visit


def form_tray(visit: Visit) -> Tray:
    """The files of a report; those of an expired form open too."""
    return without_unopened(posted_tray(visit.instance, partial(_form_keys, visit), visit.posted, visit.arrivals))


def box_tray(visit: Visit, box: OpenMailbox) -> Tray:
    """The files of an answer, also those that waited on the page that asked for the code again."""

    def keys() -> Sequence[bytes]:
        return (mailbox_key(box.channel), *_form_keys(visit))

    return without_unopened(posted_tray(visit.instance, keys, visit.posted, visit.arrivals))


def waiting_tray(visit: Visit) -> Tray:
    """The files of somebody whose mailbox is closed: tokens under its key are carried on as they came."""
    tray = posted_tray(visit.instance, partial(_form_keys, visit), visit.posted, visit.arrivals, joins=False)
    return with_pieces(tray, visit.posted)


def piece(visit: Visit) -> Page:
    """A piece of an upload is stored; its token is all that the page says."""
    key = _key_of_page(visit)
    tokens = []
    if key is not None and visit.arrivals:
        place = visit.text("upload"), visit.text("place"), visit.text("count")
        tokens.append(take_piece(key, visit.arrivals[0], *place))
    return Page("intake/piece.html", {"tokens": tokens})


def _key_of_page(visit: Visit) -> bytes | None:
    """Of the open mailbox, else of the form."""
    if visit.text("box"):
        try:
            return mailbox_key(resume_mailbox(visit.instance, visit.text("box"), visit.now).channel)
        except NotFound:
            return None
    return next(iter(_form_keys(visit)), None)


def _form_keys(visit: Visit) -> Sequence[bytes]:
    ticket = posted_ticket(visit.keys, visit.posted) if "ticket" in visit.posted else None
    return (form_key(ticket),) if ticket else ()
