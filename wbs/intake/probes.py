"""Telling a probe from a report: `wbs probe` files like anybody, and marks its own form so that figures leave it out.

The mark is a MAC over the very ticket of the form, under the ticket key: whoever lacks the key cannot make one, one
that was seen fits no other form, and no page ever carries the field, so nobody's report is taken for a probe.
"""

import hmac

from wbs.crypto.labels import derive
from wbs.errors import Refused
from wbs.web.text import N_

WEB, PROBE = "web", "probe"  # PROBE is the name of the field too
FOREIGN_MARK = N_("Tanda uji coba ini tidak cocok dengan formulirnya. Tidak ada yang tersimpan.")


def probe_mark(ticket_key: bytes, ticket: str) -> str:
    """What the field `probe` must hold for the form with this ticket, as it stands in the form."""
    return hmac.digest(derive(ticket_key, "probe"), ticket.encode(), "sha256").hex()


def asked_channel(ticket_key: bytes, ticket: str, mark: str) -> str:
    """The channel of a form. Raises Refused for a mark that does not fit: a probe must never be counted as a report."""
    if not mark:
        return WEB
    if not hmac.compare_digest(mark.encode(), probe_mark(ticket_key, ticket).encode()):
        raise Refused(FOREIGN_MARK)
    return PROBE
