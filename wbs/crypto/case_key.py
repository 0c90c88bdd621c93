"""One random key per case, and what is derived from it: who holds a grant of it holds everything of the case."""

import secrets
from dataclasses import dataclass, field
from functools import cached_property

from wbs.crypto.labels import derive


@dataclass(frozen=True)
class CaseKey:
    """32 random bytes. The reporter holds only `channel`; the ledger only `commitment`."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "CaseKey":
        return cls(secrets.token_bytes(32))

    @cached_property
    def channel(self) -> bytes:
        """Opens what passes between reporter and office: report, dialogue, the reporter's files."""
        return derive(self.secret, "channel")

    @cached_property
    def dossier(self) -> bytes:
        """Opens what the office keeps to itself: notes, directives, conclusions, reasons."""
        return derive(self.secret, "dossier")

    @cached_property
    def card(self) -> bytes:
        """Opens what a row of a list shows: unit, kind, flags, desk."""
        return derive(self.secret, "card")

    @cached_property
    def commitment(self) -> str:
        """Hex; goes into the ledger at opening, and every opened grant is checked against it."""
        return derive(self.secret, "commit").hex()


def direction_key(channel: bytes, direction: str) -> bytes:
    """The subkey of one direction of the dialogue ("reporter" or "office" writes)."""
    return derive(channel, "dialogue", direction)
