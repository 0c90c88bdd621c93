"""What an administrator of the database or of the machine could try: each is refused, or found and named."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report, an_officer, an_open_case
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, a_closed_case, mailbox_of, open_proposal_id, terms
from tests.cases.uploads import attach_as_reporter
from tests.conftest import NOW, PASSWORD
from tests.people import member
from wbs.app import sequence_nights, sequence_ticks
from wbs.cases.access import hold
from wbs.cases.attachments import read_attachments
from wbs.cases.closing import approve, propose_closing, return_proposal
from wbs.cases.conversing import write_letter, write_note
from wbs.cases.examining import take
from wbs.cases.files import look
from wbs.cases.opening import seal_grant
from wbs.cases.proof import discrepancies
from wbs.cases.records import Attachment, Case, FacetEpoch, FacetRecord, Grant, Message, SealedBlob
from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import open_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.intake.mailbox import answer
from wbs.ledger.records import CasePseudonym, PendingEntry
from wbs.ledger.verify import verify
from wbs.staff.instance import Instance
from wbs.staff.passwords import lock_identity
from wbs.staff.records import StaffAccount
from wbs.staff.rounds import remember_directories
from wbs.staff.signing_in import SignedIn, sign_in

pytestmark = pytest.mark.twice_in_drill

LATER = NOW + timedelta(days=2)
CHILDREN = (
    "message", "note", "proposal", "timeline_row", "contact", "mailbox", "sealed_report", "recovery_grant",
    "case_grant", "escalation", "named_identity", "attachment",
)  # fmt: skip


class Archive:
    """A closed case and an open one with letters, notes and a returned proposal, all of it in the log."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        closed, officer, _, head, closed_at = a_closed_case(instance)
        filed, (_, _) = an_open_case(instance, OFFICER, HEAD)
        self.first_card = _card(filed.case_id)
        take(instance, officer, filed.case_id, NOW)
        for text in ("Kami membaca.", "Kami memeriksa."):
            write_letter(instance, officer, filed.case_id, text, NOW)
        answer(instance, mailbox_of(instance, filed), "Baik.", "", NOW)
        write_note(instance, officer, filed.case_id, "Catatan.", NOW)
        propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW)
        return_proposal(instance, head, filed.case_id, open_proposal_id(filed.case_id), "Belum.", NOW)
        _add_files(instance, officer, filed.case_id)
        urgent = a_filed_report(instance, a_report(flags=frozenset({"hilang_7_hari"})))
        remember_directories(instance, closed_at)
        sequence_ticks(instance, LATER)
        sequence_nights(instance, LATER)
        db.session.rollback()
        self.open, self.closed, self.urgent = filed.case_id, closed.case_id, urgent.case_id

    def run(self, statement: str) -> None:
        ids = {name: str(getattr(self, name)) for name in ("open", "closed", "urgent")}
        hexed = {name: _as_stored(case_id) for name, case_id in ids.items()}
        db.session.execute(sa.text(statement.format(**hexed)))

    def delete(self, case_id: UUID) -> None:
        files = f"(SELECT id FROM attachment WHERE case_id = {_as_stored(case_id)})"
        for table in ("file_use", "sealed_blob"):
            self.run(f"DELETE FROM {table} WHERE attachment_id IN {files}")
        for table in CHILDREN:
            self.run(f"DELETE FROM {table} WHERE case_id = {_as_stored(case_id)}")
        self.run(f"DELETE FROM case_file WHERE id = {_as_stored(case_id)}")


def _add_files(instance: Instance, officer: SignedIn, case_id: UUID) -> None:
    """Two of the reporter's, with their originals; one was looked at."""
    held = hold(officer, case_id)
    for name in ("a.txt", "b.txt"):
        attach_as_reporter(instance, held.key, case_id, name, name.encode(), b"asli")
    look(instance, officer, case_id, read_attachments(held, instance.store)[0].id, NOW)


def _swap_blobs(archive: Archive) -> None:
    blobs = db.session.execute(sa.select(SealedBlob).where(SealedBlob.part == "file")).scalars().all()
    blobs[0].sha256, blobs[1].sha256 = blobs[1].sha256, blobs[0].sha256
    db.session.flush()


def _swap_manifests(archive: Archive) -> None:
    rows = db.session.execute(sa.select(Attachment)).scalars().all()
    rows[0].sealed_manifest, rows[1].sealed_manifest = rows[1].sealed_manifest, rows[0].sealed_manifest
    db.session.flush()


def _drop_file(archive: Archive) -> None:
    for statement in ("DELETE FROM file_use", "DELETE FROM sealed_blob", "DELETE FROM attachment"):
        archive.run(statement)


def _swap_parts(archive: Archive) -> None:
    for old, new in (("file", "x"), ("original", "file"), ("x", "original")):
        archive.run(f"UPDATE sealed_blob SET part = '{new}' WHERE part = '{old}'")


def _change_manifest(archive: Archive) -> None:
    db.session.execute(sa.update(Attachment).values(sealed_manifest=b"x"))


def _copy_file(archive: Archive) -> None:
    row = db.session.execute(sa.select(Attachment)).scalars().first()
    assert row is not None
    copied = {name: getattr(row, name) for name in ("case_id", "direction", "added_on", "sealed_manifest")}
    db.session.add(Attachment(id=uuid4(), **copied))
    db.session.flush()


def _as_stored(case_id: object) -> str:
    text = str(case_id)
    return f"'{text.replace('-', '')}'" if db.engine.dialect.name == "sqlite" else f"'{text}'"


def _card(case_id: UUID) -> bytes:
    return db.session.get_one(Case, case_id).sealed_card


def _sql(statement: str) -> Callable[[Archive], None]:
    return lambda archive: archive.run(statement)


def _delete_with_pseudonym(archive: Archive) -> None:
    archive.delete(archive.open)
    archive.run("DELETE FROM case_pseudonym WHERE case_id = {open}")


def _replay_card(archive: Archive) -> None:
    db.session.execute(sa.update(Case).where(Case.id == archive.open).values(sealed_card=archive.first_card))


def _add_message(archive: Archive) -> None:
    today = archive.instance.today(NOW)
    forged = Message(
        id=uuid4(), case_id=archive.open, position=4, direction="office", sealed_body=b"x", written_on=today
    )
    db.session.add(forged)
    db.session.flush()


def _add_grant(archive: Archive) -> None:
    own = Grant(id=uuid4(), case_id=archive.open, person_id=member("tono").id, reason="desk", sealed_case_key=b"x")
    db.session.add(own)
    db.session.flush()


def _give_grant(archive: Archive) -> None:
    mine, theirs = member("tono").id, member(OFFICER).id
    db.session.execute(sa.update(Grant).where(Grant.person_id == theirs).values(person_id=mine))


def _swap_pseudonyms(archive: Archive) -> None:
    table = CasePseudonym.__table__
    names = dict(db.session.execute(sa.select(table.c.case_id, table.c.pseudonym)).all())
    for case_id, name in (
        (archive.open, "x"), (archive.closed, names[archive.open]), (archive.open, names[archive.closed]),
    ):  # fmt: skip
        db.session.execute(sa.update(table).where(table.c.case_id == case_id).values(pseudonym=name))


def _add_facet(archive: Archive) -> None:
    epoch = db.session.execute(sa.select(FacetEpoch.id)).scalars().first()
    db.session.add(FacetRecord(tag=bytes(16), epoch_id=epoch, sealed_record=bytes(528)))
    db.session.flush()


ATTACKS: dict[str, tuple[Callable[[Archive], None], str]] = {
    "a case is deleted": (lambda archive: archive.delete(archive.open), "case missing"),
    "a closed case is deleted": (lambda archive: archive.delete(archive.closed), "case missing"),
    "with its pseudonym": (_delete_with_pseudonym, "case missing"),
    "pseudonym alone": (_sql("DELETE FROM case_pseudonym WHERE case_id = {open}"), "case without entry"),
    "cases trade names": (_swap_pseudonyms, "commitment changed"),
    "case moves to the other realm": (_sql("UPDATE case_file SET realm = 'bypass' WHERE id = {open}"), "case missing"),
    "opening day": (_sql("UPDATE case_file SET opened_on = '2026-11-01' WHERE id = {open}"), "opened_on changed"),
    "due day": (_sql("UPDATE case_file SET due_on = '2027-12-01' WHERE id = {open}"), "due_on changed"),
    "closing day": (_sql("UPDATE case_file SET closed_on = '2026-11-01' WHERE id = {closed}"), "closed_on changed"),
    "stage": (_sql("UPDATE case_file SET stage = 'selesai' WHERE id = {open}"), "stage changed"),
    "reopened by hand": (_sql("UPDATE case_file SET stage = 'telaah' WHERE id = {closed}"), "stage changed"),
    "commitment": (_sql("UPDATE case_file SET commitment = 'x' WHERE id = {open}"), "commitment changed"),
    "an older card comes back": (_replay_card, "card changed"),
    "a letter is dropped": (_sql("DELETE FROM message WHERE case_id = {open} AND position = 2"), "message"),
    "a letter is added": (_add_message, "message"),
    "a letter moves": (_sql("UPDATE message SET case_id = {urgent} WHERE case_id = {closed}"), "message"),
    "a note is dropped": (_sql("DELETE FROM note WHERE case_id = {open}"), "note"),
    "terms are dropped": (_sql("DELETE FROM proposal WHERE case_id = {closed}"), "proposal"),
    "a grant is added": (_add_grant, "grant added or missing"),
    "a grant changes hands": (_give_grant, "grant added or missing"),
    "a grant is deleted": (_sql("DELETE FROM case_grant WHERE case_id = {closed}"), "grant added or missing"),
    "reserve made valid": (_sql("UPDATE case_grant SET is_reserve = false WHERE is_reserve"), "grant added or missing"),
    "the report is deleted": (_sql("DELETE FROM sealed_report WHERE case_id = {open}"), "report missing"),
    "the mailbox is deleted": (_sql("DELETE FROM mailbox WHERE case_id = {open}"), "mailbox missing"),
    "no recovery": (_sql("DELETE FROM recovery_grant WHERE case_id = {open}"), "recovery grant missing"),
    "a file is dropped": (_drop_file, "file changed"),
    "a file is added": (_copy_file, "file changed"),
    "a file moves": (_sql("UPDATE attachment SET case_id = {urgent}"), "file changed"),
    "a file gets another day": (_sql("UPDATE attachment SET added_on = '2026-01-01'"), "file day changed"),
    "a manifest is changed": (_change_manifest, "file changed"),
    "manifests are swapped": (_swap_manifests, "file changed"),
    "hashes of blobs are swapped": (_swap_blobs, "file changed"),
    "a hash of a blob is nonsense": (_sql("UPDATE sealed_blob SET sha256 = 'ä'"), "file changed"),
    "an original is dropped": (_sql("DELETE FROM sealed_blob WHERE part = 'original'"), "file changed"),
    "parts change places": (_swap_parts, "file changed"),
    "a viewing is wiped": (_sql("DELETE FROM file_use"), "file use"),
    "a viewing gets another day": (_sql("UPDATE file_use SET used_on = '2026-01-01'"), "file use"),
    "a viewing gets another person": (_sql("UPDATE file_use SET person_id = {urgent}"), "file use"),
    "facets are dropped": (_sql("DELETE FROM facet_record"), "facet"),
    "a facet is added": (_add_facet, "facet"),
    "facets change realm": (_sql("UPDATE facet_epoch SET realm = 'bypass'"), "facet"),
    "an old directory may return": (_sql("UPDATE directory_seen SET serial = 0"), "directory serial changed"),
}


def test_every_edit_of_the_archive_is_found_and_named(database: Flask) -> None:
    archive = Archive(database.extensions["wbs"])
    zone = archive.instance.settings.zone
    assert discrepancies("main", zone) == discrepancies("bypass", zone) == []
    unnoticed = [name for name, (attack, what) in ATTACKS.items() if not found_after(archive, attack, what)]
    assert unnoticed == []
    assert discrepancies("main", zone) == []


def found_after(archive: Archive, attack: Callable[[Archive], None], what: str) -> bool:
    """Tries it in a transaction that is rolled back."""
    found: list[str] = []
    try:
        with transaction():
            attack(archive)
            found = [finding.what for finding in discrepancies("main", archive.instance.settings.zone)]
            raise ZeroDivisionError
    except ZeroDivisionError:
        return any(one.startswith(what) for one in found)


def test_a_forged_entry_is_found_before_and_after_it_enters_the_log(database: Flask) -> None:
    """An administrator without the ledger keys copies an honest entry and changes what it says."""
    archive = Archive(database.extensions["wbs"])
    keys = archive.instance.keys.ledger
    a_filed_report(archive.instance)
    with transaction() as session:
        row = session.execute(sa.select(PendingEntry).where(PendingEntry.realm == "main")).scalars().first()
        assert row is not None
        columns = {name: getattr(row, name) for name in ("realm", "waits_for", "mac", "salt", "leaf")}
        session.add(PendingEntry(id=uuid4(), entry=row.entry.replace(b'"v":1', b'"v":1 '), **columns))
    assert verify("main", keys) != []
    sequence_nights(archive.instance, LATER)
    assert verify("main", keys) != []


def test_an_entry_written_past_the_sequencer_is_found(instance: Instance) -> None:
    Archive(instance)
    with transaction() as session:
        session.execute(
            sa.text(
                "INSERT INTO ledger_entry (realm, seq, entry, mac, leaf)"
                " SELECT realm, (SELECT max(seq) + 1 FROM ledger_entry WHERE realm = 'main'), entry, mac, :leaf"
                " FROM ledger_entry WHERE realm = 'main' LIMIT 1"
            ),
            {"leaf": b"\0"},
        )
    assert {finding.what for finding in verify("main", instance.keys.ledger)} >= {"head_size", "mac"}


def test_an_account_with_a_key_of_the_administrators_own_opens_nothing(instance: Instance) -> None:
    """The row of an officer is replaced by one that the administrator's password opens."""
    officer, own = member(OFFICER), Identity.generate()
    lock = lock_identity(own, PASSWORD, instance.keys.staff_peppers, instance.staff_gate, str(officer.id))
    with transaction() as session:
        row = session.get_one(StaffAccount, officer.id)
        row.salt, row.verifier_hash, row.sealed_identity = lock.salt, lock.verifier_hash, lock.sealed_identity
        row.kib, row.passes = lock.cost.kib, lock.cost.passes
    with pytest.raises(Refused):
        sign_in(instance, officer.sign_in_name, PASSWORD, NOW)
    filed = a_filed_report(instance)
    for grant in db.session.execute(sa.select(Grant).where(Grant.case_id == filed.case_id)).scalars():
        with pytest.raises(Unreadable):
            open_key(own, grant.sealed_case_key, "grant", "main", filed.case_id, grant.person_id, grant.reason)


def test_a_grant_of_the_administrators_own_making_does_not_open(instance: Instance) -> None:
    """Anybody can seal to a public key; the commitment says which key is the case's."""
    filed, (officer,) = an_open_case(instance, INVESTIGATOR)
    directory = instance.directory("main", NOW)
    forged = seal_grant(CaseKey.generate(), filed.case_id, directory, officer.person, "desk")
    with transaction() as session:
        session.execute(sa.update(Grant).values(sealed_case_key=forged, sealed_list_key=None))
    with pytest.raises(Unreadable):
        hold(an_officer(instance, INVESTIGATOR), filed.case_id)


def test_a_proposal_opened_again_by_hand_is_not_decided_twice(instance: Instance) -> None:
    filed, _, _, head, closed_at = a_closed_case(instance)
    with transaction() as session:
        session.execute(sa.text("UPDATE proposal SET state = 'open'"))
    with pytest.raises(Refused):
        approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), closed_at)
