"""What the retention rule asks of the archive about one case, in the transaction or the page that wants to know."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import Attachment, Case, Message, Proposal
from wbs.db import db
from wbs.errors import Refused
from wbs.purging.records import CaseRetention
from wbs.purging.retention import REASONS, Kept, why_kept
from wbs.staff.instance import Instance


def kept(case_id: UUID) -> Kept:
    """As it stands now."""
    case = db.session.get_one(Case, case_id)
    row = db.session.get(CaseRetention, case_id, populate_existing=True)
    waiting = sa.select(Proposal.id).where(Proposal.case_id == case_id, Proposal.state == "open")
    return Kept(
        case.stage, case.closed_on, _last_heard(case_id), row.review_on if row else None,
        db.session.execute(waiting).first() is not None,
    )  # fmt: skip


def why_still_kept(instance: Instance, case_id: UUID, now: datetime) -> str:
    return why_kept(kept(case_id), instance.today(now), instance.settings.retention_years)


def require_past(instance: Instance, case_id: UUID, now: datetime) -> None:
    """Raises Refused with what keeps the case."""
    why = why_still_kept(instance, case_id, now)
    if why:
        raise Refused(REASONS[why])


def _last_heard(case_id: UUID) -> date | None:
    days = (
        sa.select(sa.func.max(Message.written_on)).where(Message.case_id == case_id),
        sa.select(sa.func.max(Attachment.added_on)).where(Attachment.case_id == case_id),
    )
    return max((day for query in days if (day := db.session.execute(query).scalar())), default=None)
