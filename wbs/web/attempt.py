"""One act behind a form: done, it leads on; refused, the page says why and keeps what was typed. Knows no act."""

from collections.abc import Callable

from flask import redirect
from flask.typing import ResponseReturnValue

from wbs.errors import Refused

SEE_OTHER = 303


def attempt(
    act: Callable[[], object], refused: Callable[[str], ResponseReturnValue], leads_to: str
) -> ResponseReturnValue:
    """`refused` draws the page again with the message of the refusal."""
    try:
        act()
    except Refused as refusal:
        return refused(refusal.message)
    return redirect(leads_to, SEE_OTHER)
