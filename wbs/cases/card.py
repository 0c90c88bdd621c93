"""The card: what a row of a list shows of a case, sealed under the card key. Pure."""

import json
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import open_sealed, seal

_to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

LEAST = 512  # one size for nearly every card

LOSS_BOUNDS = (("kecil", 10_000_000), ("sedang", 100_000_000), ("besar", 1_000_000_000))


@dataclass(frozen=True)
class Card:
    """`unit` is a code or empty; `rule` names the routing rule that decided; `outcome` a closing once decided."""

    kind: str = field(repr=False)
    unit: str = field(repr=False)
    unit_text: str = field(repr=False)
    flags: tuple[str, ...] = field(repr=False)
    desk: str = field(repr=False)
    rule: str
    is_urgent: bool
    loss_class: str
    channel: str = "web"
    holder: str = ""  # person id
    outcome: str = ""

    def with_holder(self, person_id: UUID) -> "Card":
        return replace(self, holder=str(person_id))

    def without_holder(self) -> "Card":
        return replace(self, holder="")

    def with_outcome(self, outcome: str) -> "Card":
        return replace(self, outcome=outcome)


def loss_class(loss_rp: int | None) -> str:
    """The class of a told loss in rupiah: exact amounts never leave the report."""
    if loss_rp is None:
        return "tidak_diketahui"
    return next((name for name, bound in LOSS_BOUNDS if loss_rp < bound), "sangat_besar")


def seal_card(card: Card, key: CaseKey, realm: str, case_id: UUID) -> bytes:
    return seal(key.card, _to_json(vars(card)).encode(), realm, "case_file", case_id, "sealed_card", least=LEAST)


def open_card(sealed: bytes, key: CaseKey, realm: str, case_id: UUID) -> Card:
    """Raises Unreadable."""
    values: dict[str, Any] = json.loads(open_sealed(key.card, sealed, realm, "case_file", case_id, "sealed_card"))
    return Card(**{**values, "flags": tuple(values["flags"])})
