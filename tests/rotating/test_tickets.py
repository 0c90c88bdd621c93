"""Forms that are open while the ticket key is rotated are sent, show one receipt, and are confirmed as ever."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.intake.visitor import at_receipt, at_review, words_of
from tests.rotating.turning import DAY, rotated, started_anew
from wbs.cases.records import Case
from wbs.clock import now
from wbs.db import db
from wbs.errors import Refused
from wbs.intake.rounds import forget_tickets
from wbs.rotating import actions

pytestmark = pytest.mark.twice_in_drill


def cases() -> int:
    db.session.rollback()
    return db.session.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one()


def test_a_form_opened_before_is_sent_after_and_sent_again(database: Flask) -> None:
    one = at_review(database)
    rotated(database.extensions["wbs"], "ticket", now=now())
    receipt = one.press("Kirim laporan")
    words = words_of(receipt)
    assert len(words) == 8 and cases() == 1


def test_a_receipt_of_before_is_shown_again_and_confirmed(database: Flask) -> None:
    one = at_receipt(database)
    words = words_of(one)
    rotated(database.extensions["wbs"], "ticket", now=now())
    again = one.press("Sudah saya salin", one=words[0], two=words[6])
    assert words_of(again) == words
    done = again.press("Sudah saya salin", one=words[2], two=words[6])
    assert words_of(done) == [] and cases() == 1


def test_a_ticket_key_rests_until_its_last_receipt_is_forgotten(database: Flask) -> None:
    began = now()
    at_receipt(database)
    instance = rotated(database.extensions["wbs"], "ticket", now=began)
    with pytest.raises(Refused, match="paling cepat"):
        actions.retire(instance, "ticket", began + DAY)
    with pytest.raises(Refused, match="1 masih bergantung pada kunci tiket"):
        actions.retire(instance, "ticket", began + 2 * DAY)
    forget_tickets(instance, began + 3 * DAY + timedelta(hours=1))
    actions.retire(instance, "ticket", began + 3 * DAY + timedelta(hours=1))
    instance = started_anew(instance)
    assert len(instance.keys.tickets) == 1
    assert len(words_of(at_receipt(database))) == 8
