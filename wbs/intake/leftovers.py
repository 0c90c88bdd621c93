"""Sealed files after an act: which of them lie in a case already, and what of the others is not needed any more."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import SealedBlob
from wbs.db import db
from wbs.store import Store
from wbs.web.refusals import note


def in_a_case(names: Iterable[str]) -> frozenset[str]:
    """Those of the blobs that a case refers to."""
    wanted = [UUID(hex=name) for name in names]
    if not wanted:
        return frozenset()
    known = db.session.execute(sa.select(SealedBlob.name).where(SealedBlob.name.in_(wanted))).scalars()
    return frozenset(name.hex for name in known)


def discard(store: Store, names: Iterable[str]) -> None:
    """Removes blobs that nobody needs once everything else is filed: an original that is not wanted beside its clean
    copy, for instance. Never one that a case has: an old page sent again takes nothing back.

    Failing costs nothing: without its token a blob is noise, and the nightly sweep takes it.
    """
    unwanted = tuple(names)
    try:
        for name in set(unwanted) - in_a_case(unwanted):
            store.remove(name)
    except Exception as failure:
        note(failure, "discard")
