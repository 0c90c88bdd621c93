"""Writing in a case: letters to the reporter, questions, promised days, notes among officers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from wbs.cases.access import Held, hold, require
from wbs.cases.deadlines import next_news_by
from wbs.cases.dialogue import OFFICE, Letter, add_letter
from wbs.cases.lifecycle import CLOSED
from wbs.cases.notes import NOTE, Entry, add_entry
from wbs.cases.progress import OVERTAKEN, Move, advance, announce_news, turn_again
from wbs.db import transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

FAR_PROMISE = N_(
    "Pilih tanggal mulai besok dan paling lama 30 hari kalender dari sekarang: itu yang kita janjikan kepada pelapor."
)
SPEAKERS = ("inspektur", "irban", "pemeriksa", "petugas_meja", "penyetuju_tamu")  # highest first, in letters


def write_letter(instance: Instance, signed_in: SignedIn, case_id: UUID, text: str, now: datetime) -> None:
    """A letter to the reporter, visible from the next tick. In a closed case it answers what they wrote since."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "write_message")
    with writing():
        send_letter(instance, signed_in, held, text, now)
        if held.stage == CLOSED:
            turn_again(instance, case_id, now)


def ask_reporter(instance: Instance, signed_in: SignedIn, case_id: UUID, text: str, now: datetime) -> None:
    """A question: the case waits for the reporter, and the clock stops."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "ask_reporter")
    with writing():
        send_letter(instance, signed_in, held, text, now, asks="question")
        move = Move(held.stage, waiting="pelapor", timeline="waiting:pelapor")
        advance(instance, case_id, move, now, signed_in.get_id())


def promise_news(instance: Instance, signed_in: SignedIn, case_id: UUID, until: date, text: str, now: datetime) -> None:
    """The day until which the reporter hears again, with a sentence if the last day was missed."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "promise_news")
    if not instance.today(now) < until <= next_news_by(instance.today(now)):
        raise Refused(FAR_PROMISE)
    with writing():
        if text:
            send_letter(instance, signed_in, held, text, now)
        move = Move(held.stage, waiting=held.waiting, timeline="promise:next", until=until)
        advance(instance, case_id, move, now, signed_in.get_id())


def write_note(instance: Instance, signed_in: SignedIn, case_id: UUID, text: str, now: datetime) -> None:
    """A note that only the case's officers read."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "write_note")
    with transaction():
        sha = add_entry(held.key, held.realm, case_id, Entry(NOTE, signed_in.get_id(), text), now)
        record(
            instance.pen("staff"), held.realm, "case:note:written", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )


def send_letter(
    instance: Instance, signed_in: SignedIn, held: Held, text: str, now: datetime, asks: str = ""
) -> None:
    """Adds the letter, its entry and its notice to the open transaction."""
    letter = Letter(
        OFFICE, instance.today(now), text, speaking_role(signed_in), asks, visible_from=instance.next_tick(now)
    )
    sha = add_letter(held.key.channel, held.realm, held.case_id, letter)
    record(
        instance.pen("staff"), held.realm, "case:message:written", now, case_id=held.case_id, by=signed_in.get_id(),
        sealed_sha256=sha, direction=OFFICE,
    )
    announce_news(instance, held.case_id, held.realm, now)


def speaking_role(signed_in: SignedIn) -> str:
    return next((role for role in SPEAKERS if role in signed_in.person.roles), "petugas_meja")


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which a letter is written: of two writers at once one wins, the other is told."""
    try:
        with transaction():
            yield
    except IntegrityError:
        raise Refused(OVERTAKEN) from None
