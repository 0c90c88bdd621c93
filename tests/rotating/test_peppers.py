"""Codes and passwords of before a rotation go on opening; an old pepper goes only when nothing hangs on it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.cases.life import mailbox_of
from tests.conftest import NOW, PASSWORD
from tests.people import cast, member
from tests.rotating.turning import LATER, everything_fits, key_names, modes, retired, rotated
from wbs.cases.records import Case, Mailbox
from wbs.crypto.derivation import pepper_name
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.intake.mailbox import answer, read_mailbox
from wbs.rotating import actions
from wbs.staff.records import StaffAccount
from wbs.staff.signing_in import sign_in

pytestmark = pytest.mark.twice_in_drill


def lies_under(case_id: object) -> tuple[str | None, bytes]:
    db.session.rollback()
    return db.session.execute(sa.select(Mailbox.pepper, Mailbox.locate).where(Mailbox.case_id == case_id)).one()


def test_a_code_of_before_moves_with_the_next_letter_and_never_at_a_visit(database: Flask) -> None:
    instance = database.extensions["wbs"]
    old, filed = instance.keys.code_peppers[0], a_filed_report(instance)
    instance = rotated(instance, "pepper.code")
    assert instance.keys.code_peppers[1] == old != instance.keys.code_peppers[0]
    before = lies_under(filed.case_id)
    box = mailbox_of(instance, filed)
    assert read_mailbox(instance, box, NOW).number == filed.receipt.number
    assert lies_under(filed.case_id) == before and before[0] == pepper_name(old)
    with pytest.raises(Refused, match="1 masih bergantung pada pepper kode pelapor nomor 1"):
        actions.retire(instance, "pepper.code", LATER)
    answer(instance, box, "Masih ada lagi.", "", NOW)
    pepper, locate = lies_under(filed.case_id)
    assert pepper == pepper_name(instance.keys.code_peppers[0]) and locate != before[1]
    assert mailbox_of(instance, filed).rewrap is None
    instance = retired(instance, "pepper.code")
    assert instance.keys.code_peppers == (instance.keys.code_peppers[0],)
    letters = read_mailbox(instance, mailbox_of(instance, filed), NOW).letters
    assert [letter.text for letter in letters] == ["Masih ada lagi."]
    assert key_names(instance, "pepper.code") == {"pepper.code.2", "pepper.code.1.former"}


def test_a_new_code_needs_the_new_pepper_alone(database: Flask) -> None:
    instance = rotated(database.extensions["wbs"], "pepper.code")
    filed = a_filed_report(instance)
    instance = retired(instance, "pepper.code")
    assert mailbox_of(instance, filed).case_id == filed.case_id


def test_everybody_still_signs_in_and_moves_along(database: Flask) -> None:
    instance = rotated(database.extensions["wbs"], "pepper.staff")
    with_account = [one for one in cast() if one.sign_in_name]
    assert sign_in(instance, "dewi", PASSWORD, NOW).token
    db.session.rollback()
    row = db.session.get_one(StaffAccount, member("dewi").id)
    assert row.pepper == pepper_name(instance.keys.staff_peppers[0])
    left = len(with_account) - 1
    with pytest.raises(Refused, match=f"{left} masih bergantung pada pepper kata sandi petugas nomor 1"):
        actions.retire(instance, "pepper.staff", LATER)
    for one in with_account:
        db.session.rollback()
        sign_in(instance, one.sign_in_name, PASSWORD, NOW)
    instance = retired(instance, "pepper.staff")
    assert sign_in(instance, "dewi", PASSWORD, LATER).token
    with pytest.raises(Refused, match="tidak cocok"):
        sign_in(instance, "dewi", PASSWORD + "x", LATER)
    assert everything_fits(instance)


def test_rows_from_before_peppers_were_named_count_for_every_old_one(database: Flask) -> None:
    instance = database.extensions["wbs"]
    a_filed_report(instance)
    with transaction() as session:
        session.execute(sa.update(Mailbox).values(pepper=None))
    instance = rotated(instance, "pepper.code")
    instance = rotated(instance, "pepper.code")
    hanging = {one.number: one.hangs for one in actions.standing(instance, NOW) if one.kind == "pepper.code"}
    assert hanging == {3: None, 2: 1, 1: 1}


def test_the_newest_is_never_retired_and_files_are_the_owners_alone(database: Flask) -> None:
    instance = database.extensions["wbs"]
    with pytest.raises(Refused, match="Tidak ada kunci lama"):
        actions.retire(instance, "pepper.code", LATER)
    instance = rotated(instance, "pepper.code", "pepper.staff")
    assert modes(instance.settings.keys_dir) == {0o600}
    with pytest.raises(Refused, match="paling cepat 24-11-2026"):
        actions.retire(instance, "pepper.code", NOW)
    assert db.session.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one() == 0
