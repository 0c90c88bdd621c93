"""Lets the demo's stories happen through the real actions: told at the counter, worked on by the demo's people."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases import closing, conversing, examining, reading
from wbs.cases.access import hold
from wbs.cases.closing import Terms
from wbs.cases.records import Case, Grant
from wbs.crypto.ticket import check_ticket, issue_ticket
from wbs.db import db
from wbs.demo.stories import OUTCOMES_OF_AN_EXAMINATION, Story
from wbs.errors import NotFound
from wbs.founding import Member
from wbs.intake.filing import Extras, Receipt, submit_report
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

CHEAP_KIB = 64  # Argon2id for codes that nobody was ever given: there is nothing to guess
NEWS_AFTER = timedelta(days=25)
CHECKING = "Laporan Anda sedang kami cek kelengkapannya."
QUESTION = "Pukul berapa biasanya uang itu dikumpulkan? Jawab sebisanya; Anda tidak wajib menjawab."
DIRECTIVE = "Periksa dokumen dan mintai keterangan."
LETTER = "Terima kasih sudah menyampaikan. Ini hasil yang dapat kami sampaikan kepada Anda."
STEPS = {"review": "start_review", "submit": "submit_review", "examine": "start_examination",
         "report": "start_reporting"}  # fmt: skip
ROLE_OF = {"dispose": "irban", "approve": "irban", "examine": "pemeriksa", "report": "pemeriksa",
           "conclude": "pemeriksa"}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The demo's people, as signed in. `instance` files what nobody has a code for."""

    instance: Instance
    members: Sequence[Member]
    readers: dict[tuple[UUID, str], SignedIn] = field(default_factory=dict)

    @classmethod
    def of(cls, instance: Instance, members: Sequence[Member]) -> "Cast":
        return cls(replace(instance, settings=replace(instance.settings, derivation_kib=CHEAP_KIB)), members)

    def auditor(self, now: datetime) -> SignedIn:
        return self._signed_in(next(one for one in self.members if "auditor" in one.roles), now)

    def reader(self, case_id: UUID, role: str, now: datetime) -> SignedIn:
        """Who of the case's readers has the role, free of conflict by their own word."""
        known = self.readers.get((case_id, role))
        if known is None:
            known = self.readers[case_id, role] = self._signed_in(self._member(case_id, role), now)
            reading.confirm_no_conflict(self.instance, known, case_id, now)
        return known

    def _member(self, case_id: UUID, role: str) -> Member:
        granted = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.is_reserve.is_(False))
        readers = set(db.session.execute(granted).scalars())
        return next(one for one in self.members if one.id in readers and role in one.roles)

    def _signed_in(self, member: Member, now: datetime) -> SignedIn:
        person = self.instance.directory(member.realm, now).person(member.id)
        return SignedIn(person, member.realm, member.identity, session_hash=b"")


def live(cast: Cast, story: Story, now: datetime, counter: Instance | None = None) -> Receipt:
    """Tells the story and does every act whose day has come by `now`. The reporter of `counter` gets a code of full
    cost; all others have none."""
    receipt = _tell(counter or cast.instance, story)
    case_id = db.session.execute(sa.select(Case.id).where(Case.number == receipt.number)).scalar_one()
    done = [(act, story.told_at + timedelta(days=days)) for act, days in story.acts]
    done = [(act, at) for act, at in done if at <= now]
    for act, at in done:
        _act(cast, case_id, act, story.outcome, at)
    if done and done[-1][0] not in ("approve", "ask"):
        _promise(cast, case_id, done[-1][1], now)
    return receipt


def _tell(instance: Instance, story: Story) -> Receipt:
    key = instance.keys.ticket or b""
    ticket = check_ticket(key, issue_ticket(key, story.told_at))
    return submit_report(instance, story.report, Extras(), ticket, story.told_at)


def _act(cast: Cast, case_id: UUID, act: str, outcome: str, at: datetime) -> None:
    instance, role = cast.instance, ROLE_OF.get(act, "petugas_meja")
    if act == "propose" and outcome in OUTCOMES_OF_AN_EXAMINATION:
        role = "pemeriksa"
    who = cast.reader(case_id, role, at)
    if act in STEPS:
        examining.step(instance, who, case_id, STEPS[act], at)
    elif act == "take":
        examining.take(instance, who, case_id, at)
        conversing.write_letter(instance, who, case_id, CHECKING, at)
    elif act == "ask":
        conversing.ask_reporter(instance, who, case_id, QUESTION, at)
    elif act == "dispose":
        examiner = cast.reader(case_id, "pemeriksa", at)
        examining.record_disposition(instance, who, case_id, DIRECTIVE, examiner.person.id, at)
    elif act == "conclude":
        examining.record_conclusion(instance, who, case_id, outcome, "Lihat laporan hasil pemeriksaan.", at)
    elif act == "propose":
        closing.propose_closing(instance, who, case_id, Terms(outcome, "Sesuai nota dinas.", LETTER), at)
    elif act == "approve":
        _approve(instance, who, case_id, at)


def _approve(instance: Instance, head: SignedIn, case_id: UUID, at: datetime) -> None:
    proposal = closing.open_proposal(hold(head, case_id))
    if proposal is None:
        raise NotFound
    closing.approve(instance, head, case_id, proposal.id, at)


def _promise(cast: Cast, case_id: UUID, last: datetime, now: datetime) -> None:
    """An open case has a day for its next news, still ahead wherever it moved in the last weeks."""
    who = cast.reader(case_id, "petugas_meja", last)
    said = max(last, now - NEWS_AFTER + timedelta(days=2)) if now - last < 2 * NEWS_AFTER else last
    day = cast.instance.today(said + NEWS_AFTER)
    conversing.promise_news(cast.instance, who, case_id, day, "", said)
