"""When nobody is left who may even propose: the only administrator forgot the password, or the only head of a bypass.

A command of the machine then proposes it, the holder of the directory key decides it, and the command shows the words.
Whoever runs the machine alone gets no further than the proposal.
"""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.people.first_words import draw
from wbs.people.records import DirectoryChange
from wbs.people.terms import APPROVED, OPEN, RESET, Terms, may_propose
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount

NOBODY = "Tidak ada orang dengan nama masuk itu di direktori. Periksa ejaannya."
SOMEBODY = "Tidak perlu jalan darurat: {names} dapat mengusulkannya di halaman Orang."
WAITS = "Usulan itu menunggu tanda tangan. Jalankan `wbs directory export BERKAS --alone`, `sign`, `install`."
BY = "recovery"  # as the log calls what no officer did


def rescue(instance: Instance, sign_in_name: str, now: datetime) -> str:
    """Proposes a new one-time password: "". Once that was signed, draws it: the words. Raises Refused."""
    directory, person_id = _found(instance, sign_in_name, now)
    subject = directory.person(person_id)
    able = [
        one.name for one in directory.people
        if one.id != person_id and not one.is_provisional and may_propose(directory, one, subject)
    ]  # fmt: skip
    if able:
        raise Refused(SOMEBODY.format(names=", ".join(able)))
    query = sa.select(DirectoryChange.id, DirectoryChange.state).where(
        DirectoryChange.person_id == person_id, DirectoryChange.kind == RESET,
        DirectoryChange.state.in_((OPEN, APPROVED)),
    )  # fmt: skip
    row = db.session.execute(query).first()
    if row is None:
        _propose(instance, directory.realm, person_id, now)
        return ""
    if row.state == OPEN:
        raise Refused(WAITS)
    return draw(instance, directory, row.id, BY, now)[1]


def _found(instance: Instance, sign_in_name: str, now: datetime) -> tuple[Directory, UUID]:
    account = db.session.execute(sa.select(StaffAccount).filter_by(sign_in_name=sign_in_name.casefold())).scalar()
    directory = instance.directory(account.realm, now) if account else None
    if account is None or directory is None or directory.find(account.person_id) is None:
        raise Refused(NOBODY)
    return directory, account.person_id


def _propose(instance: Instance, realm: str, person_id: UUID, now: datetime) -> None:
    with transaction() as session:
        session.add(
            DirectoryChange(
                id=uuid4(), realm=realm, kind=RESET, person_id=person_id, terms=Terms().to_json(),
                proposer_id=person_id, proposed_on=instance.today(now),
            )
        )  # fmt: skip
        record(
            instance.pen("staff"), realm, "people:proposed", now, by=BY, person=str(person_id), change=RESET
        )
