"""Who may open which case: a grant is a key, not a flag. Without one the case does not exist.

Decides how a grant is opened, checked against the case's commitment and re-wrapped for fast lists. Knows no page.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.card import Card, open_card
from wbs.cases.lifecycle import ACTS, may
from wbs.cases.records import Case, Grant
from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import open_key, open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

NOT_NOW = N_(
    "Langkah ini tidak cocok dengan tahap kasus sekarang. Muat ulang halaman: mungkin rekan Anda sudah melangkah "
    "lebih dulu."
)


@dataclass(frozen=True)
class Held:
    """A case somebody holds a grant of, with its key: everything of the case opens with it."""

    case_id: UUID
    grant_id: UUID
    realm: str
    number: str
    opened_on: date
    due_on: date
    stage: str
    waiting: str | None
    waiting_since: date | None
    closed_on: date | None
    is_confirmed: bool
    holds: bool
    is_my_turn: bool
    key: CaseKey = field(repr=False)
    card: Card


def list_key(signed_in: SignedIn) -> bytes:
    """Under this an officer's opened grants lie, so that a list costs microseconds a row."""
    return derive(signed_in.identity.seed, "list")


def hold(signed_in: SignedIn, case_id: UUID) -> Held:
    """The case with its key. Raises NotFound without a grant, Unreadable for a swapped one."""
    row = db.session.execute(
        sa.select(Case, Grant)
        .join(Grant, Grant.case_id == Case.id)
        .where(Case.id == case_id, Case.realm == signed_in.realm)
        .where(Grant.person_id == signed_in.person.id, Grant.is_reserve.is_(False))
    ).first()
    if row is None:
        raise NotFound
    case, grant = row
    key = grant_key(signed_in, grant, case.realm)
    if key.commitment != case.commitment:
        raise Unreadable
    return Held(
        case.id, grant.id, case.realm, case.number, case.opened_on, case.due_on, case.stage, case.waiting,
        case.waiting_since, case.closed_on, grant.is_confirmed, grant.holds, grant.turn_due_on is not None, key,
        open_card(case.sealed_card, key, case.realm, case.id),
    )


def grant_key(signed_in: SignedIn, grant: Grant, realm: str) -> CaseKey:
    """The case key of one's own grant: from the list wrap when there is one, else by HPKE. Raises Unreadable."""
    if grant.sealed_list_key is not None:
        return CaseKey(open_sealed(list_key(signed_in), grant.sealed_list_key, "case_grant", realm, grant.id))
    secret = open_key(
        signed_in.identity, grant.sealed_case_key, "grant", realm, grant.case_id, grant.person_id, grant.reason
    )
    return CaseKey(secret)


def rewrap(signed_in: SignedIn, opened: dict[UUID, tuple[CaseKey, str]]) -> None:
    """Keeps opened grants (grant id -> key, realm) under the person's list key, in a transaction of its own."""
    if not opened:
        return
    wrapping = list_key(signed_in)
    kept = [
        {"grant": grant_id, "sealed": seal(wrapping, key.secret, "case_grant", realm, grant_id, least=64)}
        for grant_id, (key, realm) in opened.items()
    ]
    table = Grant.__table__
    query = sa.update(table).where(table.c.id == sa.bindparam("grant"))
    with transaction() as session:
        session.execute(query.values(sealed_list_key=sa.bindparam("sealed")), kept)


def require(held: Held, signed_in: SignedIn, act: str) -> None:
    """Raises NotFound before the conflict question is answered, NotAllowed for the role, Refused for the stage."""
    if not held.is_confirmed:
        raise NotFound
    if may(act, held.stage, signed_in.person.roles, held.waiting):
        return
    if signed_in.person.roles.isdisjoint(ACTS[act].roles):
        raise NotAllowed
    raise Refused(NOT_NOW)
