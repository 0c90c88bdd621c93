"""Facets: the statistics record of a case, written by a process that cannot read it back, opened by oversight alone.

One at opening, one at each reclassification and one at closing; the latest sequenced one counts. A facet carries no
date: days come from the ledger.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.card import Card
from wbs.cases.records import FacetEpoch, FacetRecord
from wbs.crypto.envelope import open_key, seal_key
from wbs.crypto.identity import Identity
from wbs.crypto.ratchet import Epoch, open_facet, record_keys, seal_facet
from wbs.db import db, insert, insert_new, once_stored, writing
from wbs.ledger.append import pseudonym_for, record
from wbs.organisation.units import Organisation
from wbs.staff.instance import Instance

_to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

LOOKAHEAD = 10_000  # steps without a stored record (rolled-back acts) before a tag counts as not of this epoch


@dataclass(frozen=True)
class Facet:
    """What statistics may know of a case; `case` is its ledger pseudonym."""

    case: str
    reason: str  # opened, reclassified, closed, reopened
    kind: str = field(repr=False)
    unit: str = field(repr=False)
    unit_kind: str = field(repr=False)
    region: str = field(repr=False)
    channel: str
    flags: tuple[str, ...]
    loss_class: str
    outcome: str = ""

    def as_told_in(self, told: "Facet") -> "Facet":
        """With kind and region of the unit as they were told first: what becomes of a unit changes no old figure."""
        if told.unit != self.unit:
            return self
        return replace(self, unit_kind=told.unit_kind, region=told.region)


def facet_of(card: Card, case: str, reason: str, organisation: Organisation) -> Facet:
    unit = organisation.units.get(card.unit)
    return Facet(
        case=case,
        reason=reason,
        kind=card.kind,
        unit=card.unit,
        unit_kind=unit.kind if unit else "tidak_diketahui",
        region=unit.region if unit else "tidak_diketahui",
        channel=card.channel,
        flags=card.flags,
        loss_class=card.loss_class,
        outcome=card.outcome,
    )


def record_facet(
    instance: Instance, face: str, realm: str, case_id: UUID, card: Card, reason: str, now: datetime,
    by: str | None = None,
) -> None:
    """Writes one facet and its ledger entry in the open transaction."""
    oversight = instance.directory(realm, now).shared_recipient("oversight")
    step = instance.epochs.step(  # a new oversight key begins new epochs
        f"{realm} {oversight.key_id}", lambda first, epoch: seal_key(oversight, first, "facet_epoch", realm, epoch)
    )
    facet = facet_of(card, pseudonym_for(case_id), reason, instance.organisation)
    sealed = seal_facet(step.key, _to_json(vars(facet)).encode(), realm, step.epoch.id, step.tag)
    if step.brings_epoch:
        _keep_epoch(realm, step.epoch, oversight.key_id)
    row = {"tag": step.tag, "epoch_id": step.epoch.id, "sealed_record": sealed}
    insert(FacetRecord, row)
    once_stored(step.epoch.stored)
    record(
        instance.pen(face), realm, "facet:recorded", now, case_id=case_id, by=by,
        sealed_sha256=hashlib.sha256(sealed).hexdigest(), facet=step.tag.hex(),
    )


def _keep_epoch(realm: str, epoch: Epoch, oversight_id: str) -> None:
    """It may be there: of two acts at once both bring it, and a commit may have succeeded unheard."""
    row = {"id": epoch.id, "realm": realm, "sealed_first": epoch.sealed_first, "oversight_id": oversight_id}
    writing().execute(insert_new(FacetEpoch.__table__), row)


def open_facets(realm: str, *oversight: Identity) -> Iterator[tuple[str, Facet]]:
    """Every facet record of a realm with the SHA-256 (hex) of its sealed bytes, as its ledger entry names it.

    `oversight`: the key, and the former ones that its holder can open with. Raises Unreadable for a damaged record. A
    record whose tag its epoch does not reach is not yielded, nor one of an epoch that is sealed to a lost oversight
    key: it then lacks beside its entry, and the proof names it.
    """
    keys = {one.key_id: one for one in oversight}
    query = sa.select(FacetEpoch.id, FacetEpoch.sealed_first, FacetEpoch.oversight_id).where(FacetEpoch.realm == realm)
    for epoch_id, sealed_first, oversight_id in db.session.execute(query).all():
        key = keys.get(oversight_id) if oversight_id else oversight[-1]
        if key is None:
            continue
        first = open_key(key, sealed_first, "facet_epoch", realm, epoch_id)
        yield from _open_epoch(realm, epoch_id, first)


def _open_epoch(realm: str, epoch_id: UUID, first: bytes) -> Iterator[tuple[str, Facet]]:
    query = sa.select(FacetRecord.tag, FacetRecord.sealed_record).where(FacetRecord.epoch_id == epoch_id)
    waiting = {tag: sealed for tag, sealed in db.session.execute(query)}
    missed = 0
    for tag, key in record_keys(first):
        if not waiting or missed > LOOKAHEAD:
            return
        sealed = waiting.pop(tag, None)
        missed = missed + 1 if sealed is None else 0
        if sealed is not None:
            values = json.loads(open_facet(key, sealed, realm, epoch_id, tag))
            facet = Facet(**{**values, "flags": tuple(values["flags"])})
            yield hashlib.sha256(sealed).hexdigest(), facet
