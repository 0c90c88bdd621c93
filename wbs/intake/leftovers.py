"""Sealed files around an act: which of them lie in a case already, which are gone, and which nobody needs any more."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.attachments import Offered
from wbs.cases.records import SealedBlob
from wbs.cases.unsent import are_there
from wbs.db import db
from wbs.errors import Refused
from wbs.store import Store
from wbs.web.refusals import note
from wbs.web.text import N_

GONE = N_("Sebuah berkas sudah terlalu lama menunggu dan tidak kami simpan lagi. Kembali, lalu pilih sekali lagi.")


def in_a_case(names: Iterable[str]) -> frozenset[str]:
    """Those of the blobs that a case refers to."""
    wanted = [UUID(hex=name) for name in names]
    if not wanted:
        return frozenset()
    known = db.session.execute(sa.select(SealedBlob.name).where(SealedBlob.name.in_(wanted))).scalars()
    return frozenset(name.hex for name in known)


def refuse_gone(store: Store, files: Iterable[Offered]) -> None:
    """In the transaction that gives the files to a case: some may just have made room for others. Raises Refused."""
    parts = (part for one in files for part in (one.file, one.original) if part)
    if not are_there(store, (part.blob.name for part in parts)):
        raise Refused(GONE)


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
