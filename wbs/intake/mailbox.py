"""The reporter's mailbox: opened with the code, read and answered without a name, without a cookie.

Shows what is due, never `stage` itself, so that ticks hold even when the worker is dead. Keeps no time of a visit.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wbs.cases.attachments import Offered, attach, reporter_drawer
from wbs.cases.deadlines import first_news_on
from wbs.cases.dialogue import REPORTER, Letter, add_letter, due, read_letters
from wbs.cases.lifecycle import CLOSED, line_order
from wbs.cases.progress import Move, advance, turn_again
from wbs.cases.records import Case, Grant, Mailbox, TimelineRow
from wbs.crypto.envelope import open_sealed
from wbs.crypto.words import from_words
from wbs.db import db, insert, transaction
from wbs.errors import NoRoom, NotFound, Refused
from wbs.intake.filing import reporter_key, stretch_code
from wbs.intake.leftovers import in_a_case, refuse_gone
from wbs.intake.records import ReporterSession
from wbs.intake.rewrapping import Rewrap, put, rewrap_for
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.sessions import Token, ends_after, open_session, seal_session
from wbs.web.text import N_

KIND = "reporter_session"
HOURS = 2
UNKNOWN_CODE = N_(
    "Kode ini tidak kami kenal. Periksa urutan delapan kata di kertas Anda; satu kata bisa tertukar tempat."
)
ENDED = N_(
    "Kotak pesan ini sudah ditutup demi keamanan. Masukkan lagi delapan kata Anda; tulisan Anda masih ada di bawah."
)
TRY_AGAIN = N_("Pesan belum terkirim karena ada pesan lain pada saat yang sama. Kirim sekali lagi.")

# Built once: to build a statement takes longer than to run it.
_BOX = (
    sa.select(Mailbox, Case.realm)
    .join(Case, Case.id == Mailbox.case_id)
    .where(Mailbox.locate == sa.bindparam("locate"))
)
_READERS = sa.select(Grant.is_confirmed).where(
    Grant.case_id == sa.bindparam("case_id"), Grant.is_reserve.is_(False)
)
_LINES = (
    sa.select(TimelineRow.template, TimelineRow.day, TimelineRow.until, TimelineRow.visible_from)
    .where(TimelineRow.case_id == sa.bindparam("case_id"))
    .where(sa.or_(TimelineRow.visible_from.is_(None), TimelineRow.visible_from <= sa.bindparam("now")))
)


@dataclass(frozen=True)
class OpenMailbox:
    """A reporter with their mailbox open."""

    case_id: UUID
    realm: str
    channel: bytes = field(repr=False)
    rewrap: Rewrap | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TimelineLine:
    template: str
    day: date
    until: date | None


@dataclass(frozen=True)
class MailboxPage:
    """What the page shows: plain values, all of them due."""

    number: str
    opened_on: date
    timeline: tuple[TimelineLine, ...]
    news_until: date | None
    is_promise_missed: bool
    letters: tuple[Letter, ...] = field(repr=False)
    can_read: int = 0  # officers who can open the report
    have_read: int = 0
    is_closed: bool = False


def open_mailbox(instance: Instance, typed: str, now: datetime) -> tuple[OpenMailbox, Token]:
    """The mailbox of a typed code, and a session for it.

    Raises words.UnknownWord or WrongCount for a slip of the pen, Refused for an unknown code, Busy. Known and unknown
    codes cost the same derivation.
    """
    stretched = stretch_code(instance, from_words(typed))
    for pepper in instance.keys.code_peppers:
        locate, key = reporter_key(stretched, pepper)
        row = db.session.execute(_BOX, {"locate": locate}).first()
        if row is not None:
            box, realm = row
            where = (realm, "mailbox", box.id, box.case_id, "sealed_channel")
            channel = open_sealed(key, box.sealed_channel, *where)
            rewrap = rewrap_for(box, realm, channel, stretched, instance.keys.newest_code_pepper())
            opened = OpenMailbox(box.case_id, realm, channel, rewrap)
            return opened, _begin_session(instance, opened, now)
    raise Refused(UNKNOWN_CODE)


def resume_mailbox(instance: Instance, text: str, now: datetime) -> OpenMailbox:
    """The open mailbox of a token. Raises NotFound when it has ended."""
    token = Token.parse(text)
    row = db.session.get(ReporterSession, token.id_hash) if token else None
    if token is None or row is None:
        raise NotFound(ENDED)
    values = open_session(token, instance.session_peppers.live(), KIND, row.sealed_channel, now)
    if values is None:
        raise NotFound(ENDED)
    rewrap = Rewrap.from_values(values["rewrap"]) if values.get("rewrap") else None
    return OpenMailbox(UUID(values["case"]), values["realm"], base64.b64decode(values["channel"]), rewrap)


def close_mailbox(text: str) -> None:
    """Ends the session, if there is one: leaving quickly does this."""
    token = Token.parse(text)
    if token is not None:
        with transaction() as session:
            session.execute(sa.delete(ReporterSession).where(ReporterSession.id_hash == token.id_hash))


def read_mailbox(instance: Instance, box: OpenMailbox, now: datetime) -> MailboxPage:
    case = db.session.get(Case, box.case_id)
    if case is None:
        raise NotFound(ENDED)
    lines = _timeline(box.case_id, now)
    promises = [line.until for line in lines if line.until is not None]
    shown = [line.template for line in lines if line.template.startswith(("stage:", "reopened"))]
    closed = bool(shown) and shown[-1] == "stage:selesai"
    until = None if closed else promises[-1] if promises else first_news_on(case.opened_on)
    readers = db.session.execute(_READERS, {"case_id": box.case_id}).scalars().all()
    return MailboxPage(
        number=case.number,
        opened_on=case.opened_on,
        timeline=lines,
        news_until=until,
        is_promise_missed=until is not None and until < instance.today(now),
        letters=due(read_letters(box.channel, box.realm, box.case_id), now),
        can_read=len(readers),
        have_read=sum(readers),
        is_closed=closed,
    )


def answer(
    instance: Instance, box: OpenMailbox, text: str, asks: str, now: datetime, files: Sequence[Offered] = ()
) -> None:
    """A letter from the reporter with its files; `asks` is "" or one of "review", "withdrawal". Wakes a case that
    waited for it, and lays a closed one before its readers.

    The same letter sent twice in a row is stored once, and so is each file. Raises Refused when another letter took
    the same place or a file is gone, NoRoom when the disk is nearly full: nothing was stored, sending again is safe.
    """
    if instance.room.is_short:
        raise NoRoom
    letter = Letter(REPORTER, instance.today(now), text, asks=asks)
    pen = instance.pen("public")
    try:
        with transaction() as session:
            new = _new(files)
            attach(instance, "public", reporter_drawer(box.channel, box.realm, box.case_id), new, now)
            refuse_gone(instance.store, new)
            letters = read_letters(box.channel, box.realm, box.case_id)
            if _is_last(letter, letters):
                return
            sha = add_letter(box.channel, box.realm, box.case_id, letter)
            put(box.rewrap)
            record(
                pen, box.realm, "case:message:written", now, case_id=box.case_id, sealed_sha256=sha,
                direction=REPORTER,
            )
            if asks:
                record(pen, box.realm, f"{asks}:asked", now, case_id=box.case_id)
            case = session.get_one(Case, box.case_id)
            if case.waiting == "pelapor":
                advance(instance, box.case_id, Move(case.stage, waiting=None), now, by=None)
            elif case.stage == CLOSED and case.waiting is None and _was_closed_unanswered(letters):
                advance(instance, box.case_id, Move(CLOSED, "verifikasi", timeline="reopened"), now, by=None)
                record(pen, box.realm, "case:reopened", now, case_id=box.case_id)
            elif case.stage == CLOSED:
                turn_again(instance, box.case_id, now)
    except IntegrityError:
        raise Refused(TRY_AGAIN) from None


def _new(files: Sequence[Offered]) -> tuple[Offered, ...]:
    """Those that lie in no case yet."""
    known = in_a_case(one.file.blob.name for one in files)
    return tuple(one for one in files if one.file.blob.name not in known)


def _was_closed_unanswered(letters: Sequence[Letter]) -> bool:
    """Whether the case ended for want of an answer: one that comes late opens it again by itself."""
    closings = [letter.asks for letter in letters if letter.asks.startswith("closing:")]
    return bool(closings) and closings[-1] == "closing:tidak_lengkap"


def _is_last(letter: Letter, letters: Sequence[Letter]) -> bool:
    """Whether the newest letter is this one already: a double click, or a page sent again."""
    last = letters[-1] if letters else None
    return last is not None and (last.direction, last.written_on, last.text, last.asks) == (
        letter.direction, letter.written_on, letter.text, letter.asks,
    )


def _begin_session(instance: Instance, box: OpenMailbox, now: datetime) -> Token:
    token = Token.new()
    values = {
        "case": str(box.case_id),
        "realm": box.realm,
        "channel": base64.b64encode(box.channel).decode("ascii"),
        "rewrap": box.rewrap.to_values() if box.rewrap else None,
    }
    sealed = seal_session(token, instance.session_peppers.live()[0], KIND, values, ends_after(now, HOURS))
    with transaction():
        row = {"id_hash": token.id_hash, "sealed_channel": sealed}
        insert(ReporterSession, row)
    return token


def _timeline(case_id: UUID, now: datetime) -> tuple[TimelineLine, ...]:
    rows = db.session.execute(_LINES, {"case_id": case_id, "now": now}).all()
    ordered = sorted(
        rows,
        key=lambda row: (row.day, row.visible_from is not None, row.visible_from or now, line_order(row.template)),
    )
    return tuple(TimelineLine(row.template, row.day, row.until) for row in ordered)
