"""The officer's steps through a case, from taking it to the conclusion. Each is one move through `progress.advance`."""

import hashlib
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import Held, hold, require
from wbs.cases.card import Card, seal_card
from wbs.cases.lifecycle import ACTS, EXAMINED_CLOSINGS
from wbs.cases.notes import CONCLUSION, DISPOSITION, Entry, add_entry
from wbs.cases.progress import Move, advance
from wbs.cases.records import Case, Grant
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

STEPS = ("start_review", "submit_review", "start_examination", "start_reporting")  # moves that carry no content
NOT_A_READER = N_("Orang itu tidak dapat membaca kasus ini. Pilih salah satu pembaca kasus.")
NOT_A_CONCLUSION = N_("Pilih simpulan pemeriksaan.")


def take(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> None:
    """The officer takes the case into verification and holds it from here."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "take")
    with transaction():
        _move(instance, signed_in, held, "take", now, holder=signed_in.person.id)
        change_card(instance, signed_in, held, held.card.with_holder(signed_in.person.id), now)
        record(instance.pen("staff"), held.realm, "case:taken", now, case_id=case_id, by=signed_in.get_id())


def step(instance: Instance, signed_in: SignedIn, case_id: UUID, act: str, now: datetime) -> None:
    """One of STEPS. Raises Refused for another act or stage."""
    held = hold(signed_in, case_id)
    require(held, signed_in, act)
    with transaction():
        _move(instance, signed_in, held, act, now)


def record_disposition(
    instance: Instance, signed_in: SignedIn, case_id: UUID, text: str, to: UUID, now: datetime
) -> None:
    """The head's directive: what to do, and who examines. The examiner must already be able to read the case."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "record_disposition")
    _require_reader(case_id, to)
    with transaction():
        entry = Entry(DISPOSITION, signed_in.get_id(), text, to=str(to))
        sha = add_entry(held.key, held.realm, case_id, entry, now)
        _move(instance, signed_in, held, "record_disposition", now, holder=to)
        change_card(instance, signed_in, held, held.card.with_holder(to), now)
        record(
            instance.pen("staff"), held.realm, "disposition:recorded", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )


def record_conclusion(
    instance: Instance, signed_in: SignedIn, case_id: UUID, outcome: str, text: str, now: datetime
) -> None:
    """What the examination found, as one of EXAMINED_CLOSINGS, with its reasons."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "record_conclusion")
    if outcome not in EXAMINED_CLOSINGS:
        raise Refused(NOT_A_CONCLUSION)
    with transaction():
        entry = Entry(CONCLUSION, signed_in.get_id(), text, outcome=outcome)
        sha = add_entry(held.key, held.realm, case_id, entry, now)
        record(
            instance.pen("staff"), held.realm, "conclusion:recorded", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )


def change_card(instance: Instance, signed_in: SignedIn, held: Held, card: Card, now: datetime) -> str:
    """Seals a changed card in the open transaction. Returns the sealed bytes' SHA-256 (hex)."""
    sealed = seal_card(card, held.key, held.realm, held.case_id)
    sha = hashlib.sha256(sealed).hexdigest()
    db.session.execute(sa.update(Case).where(Case.id == held.case_id).values(sealed_card=sealed))
    record(
        instance.pen("staff"), held.realm, "case:card:changed", now, case_id=held.case_id, by=signed_in.get_id(),
        sealed_sha256=sha,
    )
    return sha


def _move(
    instance: Instance, signed_in: SignedIn, held: Held, act: str, now: datetime, holder: UUID | None = None
) -> None:
    stage = ACTS[act].leads_to
    move = Move(held.stage, stage, waiting=None, holder=holder, timeline=f"stage:{stage}")
    advance(instance, held.case_id, move, now, signed_in.get_id())


def _require_reader(case_id: UUID, person_id: UUID) -> None:
    found = db.session.execute(
        sa.select(Grant.id).where(Grant.case_id == case_id, Grant.person_id == person_id, Grant.is_reserve.is_(False))
    ).first()
    if found is None:
        raise Refused(NOT_A_READER)
