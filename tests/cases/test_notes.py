"""What officers write for each other carries the second that the ledger has, and nothing finer."""

from datetime import timedelta

import sqlalchemy as sa

from tests.builders import an_open_case
from tests.cases.life import OFFICER
from tests.conftest import NOW
from wbs.cases.conversing import write_note
from wbs.cases.records import Note
from wbs.db import db
from wbs.staff.instance import Instance


def test_a_note_keeps_its_second(instance: Instance) -> None:
    filed, (officer,) = an_open_case(instance, OFFICER)
    write_note(instance, officer, filed.case_id, "Catatan.", NOW + timedelta(seconds=7, microseconds=123_456))
    [written_at] = db.session.execute(sa.select(Note.written_at)).scalars()
    assert written_at == NOW + timedelta(seconds=7)
