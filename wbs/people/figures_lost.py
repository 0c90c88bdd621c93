"""Asking readers, for a while, to write the figures of their cases anew after an oversight key was lost."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from wbs.cases.recording_again import to_record_again
from wbs.db import db
from wbs.people.records import DirectoryChange
from wbs.people.terms import DONE, SHARED, is_reader
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

ASKED_FOR = timedelta(days=90)  # after a new key: looking costs reading the whole log


def asked_to_record(instance: Instance, signed_in: SignedIn, now: datetime) -> int:
    """How many of this officer's cases the figures lack; 0 for nobody's business, and long after the loss."""
    if not is_reader(signed_in.person.roles):
        return 0
    lately = sa.select(DirectoryChange.id).where(
        DirectoryChange.realm == signed_in.realm, DirectoryChange.kind == SHARED, DirectoryChange.state == DONE,
        DirectoryChange.decided_on >= instance.today(now) - ASKED_FOR,
    )  # fmt: skip
    if db.session.execute(lately.limit(1)).first() is None:
        return 0
    return len(to_record_again(signed_in, instance.directory(signed_in.realm, now)))
