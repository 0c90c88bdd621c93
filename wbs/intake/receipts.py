"""The receipt page's question: two of the eight words, typed back, prove that the code is on paper.

What is expected travels in a sealed hidden field; nothing about it is stored.
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa

from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive_lasting
from wbs.crypto.ticket import Ticket
from wbs.crypto.word_list import TYPED_ENOUGH
from wbs.crypto.words import to_words
from wbs.db import transaction
from wbs.errors import Refused
from wbs.intake.records import FiledTicket
from wbs.web.text import N_

POSITIONS = (3, 7)  # counted from 1
NOT_THE_WORDS = N_("Dua kata itu belum cocok. Lihat lagi kata ke-3 dan ke-7 di kertas Anda.")


def question(ticket_key: bytes, ticket: Ticket) -> str:
    """The sealed hidden field of the receipt page (hex)."""
    words = to_words(ticket.code)
    expected = {"filing": ticket.filing_id.hex(), "words": [words[position - 1] for position in POSITIONS]}
    return seal(derive_lasting(ticket_key, "question"), json.dumps(expected).encode(), "receipt", least=256).hex()


def confirm_receipt(ticket_keys: Sequence[bytes], sealed: str, typed: tuple[str, str]) -> None:
    """Marks the filing confirmed: its code is not shown again. Raises Refused when the words differ."""
    expected = json.loads(_opened(ticket_keys, sealed))
    wanted = [word[:TYPED_ENOUGH] for word in expected["words"]]
    if [word.strip().lower()[:TYPED_ENOUGH] for word in typed] != wanted:
        raise Refused(NOT_THE_WORDS)
    filing_id = bytes.fromhex(expected["filing"])
    with transaction() as session:
        session.execute(sa.update(FiledTicket).where(FiledTicket.filing_id == filing_id).values(is_confirmed=True))


def _opened(ticket_keys: Sequence[bytes], sealed: str) -> bytes:
    """The answer, under whichever live ticket key the page was drawn. Raises Refused."""
    for key in ticket_keys:
        try:
            return open_sealed(derive_lasting(key, "question"), bytes.fromhex(sealed), "receipt")
        except (Unreadable, ValueError):
            continue
    raise Refused(NOT_THE_WORDS)
