"""Letters stand in one chain: nobody without a key writes, moves, changes or drops one unnoticed."""

import threading
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import Filed, an_open_case
from tests.cases.life import OFFICER, mailbox_of
from tests.conftest import NOW
from wbs.cases.conversing import write_letter
from wbs.cases.dialogue import OFFICE, REPORTER, Letter, add_letter, due, read_letters
from wbs.cases.reading import read_case
from wbs.cases.records import Message
from wbs.crypto.failures import Unreadable
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.intake.mailbox import OpenMailbox, answer
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


@pytest.fixture
def talking(instance: Instance) -> tuple[Filed, SignedIn, OpenMailbox]:
    """Two letters from the office, and an answer between them."""
    filed, (officer,) = an_open_case(instance, OFFICER)
    box = mailbox_of(instance, filed)
    write_letter(instance, officer, filed.case_id, "Kami membaca laporan Anda.", NOW)
    answer(instance, box, "Terima kasih.", "", NOW)
    write_letter(instance, officer, filed.case_id, "Kami memeriksa.", NOW)
    return filed, officer, box


def test_both_sides_read_the_same_letters(instance: Instance, talking: tuple[Filed, SignedIn, OpenMailbox]) -> None:
    filed, officer, box = talking
    letters = read_letters(box.channel, box.realm, box.case_id)
    assert read_case(instance, officer, filed.case_id, NOW).letters == letters
    assert [(one.direction, one.role, one.text) for one in letters] == [
        (OFFICE, "petugas_meja", "Kami membaca laporan Anda."), (REPORTER, "", "Terima kasih."),
        (OFFICE, "petugas_meja", "Kami memeriksa."),
    ]  # fmt: skip


def test_the_reporter_sees_their_own_at_once_and_ours_at_the_tick(
    instance: Instance, talking: tuple[Filed, SignedIn, OpenMailbox]
) -> None:
    box = talking[2]
    letters = read_letters(box.channel, box.realm, box.case_id)
    assert [one.text for one in due(letters, NOW)] == ["Terima kasih."]
    assert due(letters, instance.next_tick(NOW)) == letters


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM message WHERE position = 1",
        "DELETE FROM message WHERE position = 2",
        "UPDATE message SET position = 10 - position; UPDATE message SET position = position - 6",
        "UPDATE message SET direction = 'office' WHERE position = 2",
        "UPDATE message SET sealed_body = (SELECT sealed_body FROM message WHERE position = 1) WHERE position = 3",
        "UPDATE message SET sealed_body = :zeros WHERE position = 2",
    ],
)
def test_tampering_is_seen_by_both_sides(
    instance: Instance, talking: tuple[Filed, SignedIn, OpenMailbox], statement: str
) -> None:
    filed, officer, box = talking
    with transaction() as session:
        for one in statement.split(";"):
            session.execute(sa.text(one), {"zeros": bytes(1000)} if ":zeros" in one else {})
    with pytest.raises(Unreadable):
        read_letters(box.channel, box.realm, box.case_id)
    with pytest.raises(Unreadable):
        read_case(instance, officer, filed.case_id, NOW)


def test_the_reporter_cannot_write_as_the_office_of_another_case(
    instance: Instance, talking: tuple[Filed, SignedIn, OpenMailbox]
) -> None:
    box = talking[2]
    other, _ = an_open_case(instance, OFFICER)
    with transaction():
        add_letter(box.channel, "main", other.case_id, Letter(OFFICE, instance.today(NOW), "Palsu."))
    mine = mailbox_of(instance, other)
    with pytest.raises(Unreadable):
        read_letters(mine.channel, mine.realm, mine.case_id)


def test_of_many_letters_at_once_none_is_lost_and_none_takes_anothers_place(
    instance: Instance, talking: tuple[Filed, SignedIn, OpenMailbox], app: Flask
) -> None:
    box = talking[2]
    told: list[str] = []

    def write(count: int) -> None:
        with app.app_context():
            try:
                answer(instance, box, f"Surat {count}", "", NOW)
                told.append(f"Surat {count}")
            except Refused:
                pass

    threads = [threading.Thread(target=write, args=(count,)) for count in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    letters = read_letters(box.channel, box.realm, box.case_id)
    assert told  # whoever comes first is never refused
    assert sorted(one.text for one in letters if one.text.startswith("Surat ")) == sorted(told)
    assert [one.position for one in letters] == list(range(1, len(letters) + 1))


def test_a_case_without_letters_has_none(instance: Instance) -> None:
    assert read_letters(bytes(32), "main", uuid4()) == ()
    assert db.session.execute(sa.select(Message)).first() is None
