"""Rows of the archive that nothing can read back, named for the realm that they belong to.

The comparison with the ledger leaves them out, so that one of them does not hide what is wrong with the others.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from wbs.cases.records import (
    Attachment,
    Case,
    FacetEpoch,
    FacetRecord,
    FileUse,
    Grant,
    Mailbox,
    Message,
    Note,
    Proposal,
    RecoveryGrant,
    SealedBlob,
    SealedReport,
)
from wbs.db import Base, db
from wbs.ledger.findings import Finding
from wbs.ledger.misstored import misstored, of_realm
from wbs.ledger.records import CasePseudonym
from wbs.staff.records import DirectorySeen

OF_A_REALM = (Case, FacetEpoch, DirectorySeen)
OF_A_CASE = (
    CasePseudonym, Grant, RecoveryGrant, SealedReport, Mailbox, Message, Note, Proposal, Attachment,
)  # fmt: skip
OF_A_FILE = (SealedBlob, FileUse)


def unreadable_rows(realm: str) -> Iterator[Finding]:
    """Those whose realm cannot be told are named for each."""
    for model, is_ours in _tables(realm):
        for which in misstored(db.session(), model, is_ours):
            yield Finding(None, "shape", which)


def _tables(realm: str) -> Iterator[tuple[type[Base], sa.ColumnElement[bool]]]:
    cases = sa.select(Case.id).where(~of_realm(Case.realm, realm))
    files = sa.select(Attachment.id).where(Attachment.case_id.in_(cases))
    epochs = sa.select(FacetEpoch.id).where(~of_realm(FacetEpoch.realm, realm))
    yield from ((model, of_realm(model.realm, realm)) for model in OF_A_REALM)
    yield from ((model, model.case_id.not_in(cases)) for model in OF_A_CASE)
    yield from ((model, model.attachment_id.not_in(files)) for model in OF_A_FILE)
    yield FacetRecord, FacetRecord.epoch_id.not_in(epochs)
