"""Everything that the database has of one case, deleted in the open transaction. Tests fail for a table forgotten here.

What stays: the entries of the log, whose pseudonym is forgotten, and the facets, which name only that pseudonym.
"""

from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import (
    Attachment,
    Case,
    Contact,
    Escalation,
    FileUse,
    Grant,
    Mailbox,
    Message,
    NamedIdentity,
    Note,
    Proposal,
    RecoveryGrant,
    SealedBlob,
    SealedReport,
    TimelineRow,
)
from wbs.db import db
from wbs.ledger.append import forget_pseudonym
from wbs.ledger.records import CasePseudonym
from wbs.outbox.records import Notice
from wbs.purging.records import CaseRetention

OF_A_FILE = (FileUse, SealedBlob)
OF_A_CASE = (
    Grant, RecoveryGrant, SealedReport, NamedIdentity, Contact, Mailbox, Message, Note, Proposal, TimelineRow,
    Escalation, Attachment, CaseRetention,
)  # fmt: skip
HANDLED = frozenset(model.__tablename__ for model in (*OF_A_FILE, *OF_A_CASE, Notice, Case, CasePseudonym))


def delete_case(case_id: UUID) -> list[str]:
    """Returns the names of its blobs, which the store still has."""
    files = sa.select(Attachment.id).where(Attachment.case_id == case_id)
    contacts = sa.select(Contact.id).where(Contact.case_id == case_id)
    blobs = sa.select(SealedBlob.name).where(SealedBlob.attachment_id.in_(files))
    names = [name.hex for name in db.session.execute(blobs).scalars()]
    _delete(Notice, Notice.recipient.in_(contacts))
    for model in OF_A_FILE:
        _delete(model, model.attachment_id.in_(files))
    for of_case in OF_A_CASE:
        _delete(of_case, of_case.case_id == case_id)
    _delete(Case, Case.id == case_id)
    forget_pseudonym(case_id)
    return names


def _delete(model: type, which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(model).where(which), execution_options={"synchronize_session": False})
