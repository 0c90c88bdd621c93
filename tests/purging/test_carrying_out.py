"""An ordered purge is carried out in one night, whole, on both databases: the case is gone and the figures stay."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.cases.life import mailbox_of
from tests.conftest import NOW
from tests.purging.world import AFTER, HOUR, LONG_AGO, OUTCOME, an_old_case, is_there, nights_pass, order_purge
from wbs.cases.access import hold
from wbs.cases.filters import Filters
from wbs.cases.proof import discrepancies
from wbs.cases.worklist import ALL, find_by_number, list_cases
from wbs.clock import day_of
from wbs.crypto.words import to_words
from wbs.db import transaction
from wbs.errors import NotFound, Refused
from wbs.founding import Founded
from wbs.intake.mailbox import answer, open_mailbox, read_mailbox
from wbs.ledger.append import record
from wbs.ledger.read import entries
from wbs.ledger.records import LeafSalt, PendingEntry, SequencedEntry
from wbs.ledger.verify import verify
from wbs.oversight.collecting import collect
from wbs.oversight.releasing import _two_years
from wbs.purging.carrying_out import carry_out_purges
from wbs.purging.deciding import keep_longer, purge_night
from wbs.purging.deleting import delete_case
from wbs.purging.pages import minutes
from wbs.purging.records import CaseRetention
from wbs.staff.instance import Instance

again_in_drill = pytest.mark.twice_in_drill


def test_it_is_gone_and_the_figures_and_the_ledger_stay(database: Flask, founded: Founded) -> None:
    instance: Instance = database.extensions["wbs"]
    old, other = (an_old_case(instance, when, with_file=True) for when in (LONG_AGO, NOW - timedelta(days=200)))
    order_purge(instance, old)
    nights_pass(database, NOW + HOUR)
    oversight = founded.shared["main", "oversight"]
    before, first = collect(instance, "main", oversight), _two_years(NOW.date())
    assert (is_there(old.case_id), before.proven) == (True, 2)

    nights_pass(database)

    after = collect(instance, "main", oversight)
    assert set(after.facts) == set(before.facts) and (after.proven, after.total) == (2, 2)
    assert {facts.outcome for facts in after.facts} == {OUTCOME}
    assert _two_years(NOW.date()) == first
    assert (is_there(old.case_id), is_there(other.case_id)) == (False, True)
    assert len(list(instance.store.blobs())) == 2  # the other one's
    assert verify("main", instance.keys.ledger) == discrepancies("main", instance.settings.zone) == []
    assert [entry.fields["approver"] for _, entry in entries("main", {"case:purged"})] == [old.head.get_id()]


@again_in_drill
def test_for_everybody_it_does_not_exist(app: Flask, instance: Instance) -> None:
    old = an_old_case(instance)
    box = mailbox_of(instance, old.filed, NOW)
    order_purge(instance, old)
    carry_out_purges(instance, AFTER)
    for one in (old.officer, old.head):
        with pytest.raises(NotFound):
            hold(one, old.case_id)
        found = list_cases(one, ALL, Filters(show="semua"), 1, AFTER.date(), instance.organisation)
        assert found.total == 0 and find_by_number(one, old.filed.receipt.number) is None
    with pytest.raises(Refused) as unknown:  # the same answer as to a code that never was
        open_mailbox(instance, old.filed.code, AFTER)
    with pytest.raises(Refused) as never:
        open_mailbox(instance, " ".join(to_words(bytes(11))), AFTER)
    assert str(unknown.value) == str(never.value)
    with pytest.raises(NotFound):
        read_mailbox(instance, box, AFTER)


@again_in_drill
def test_its_two_signers_have_minutes_and_nobody_else(app: Flask, instance: Instance) -> None:
    old = an_old_case(instance)
    order_purge(instance, old)
    carry_out_purges(instance, AFTER)
    (minute,) = minutes(instance, old.head, AFTER)
    assert minute == minutes(instance, old.officer, AFTER)[0]
    assert (minute.number, minute.proposed_by) == (old.filed.receipt.number, old.officer.person.name)
    assert day_of(NOW, instance.settings.zone) < minute.purged_on
    assert minutes(instance, old.investigator, AFTER) == ()


@again_in_drill
def test_not_before_its_night(app: Flask, instance: Instance) -> None:
    old = an_old_case(instance)
    order_purge(instance, old)
    night = purge_night(old.case_id)
    assert night
    carry_out_purges(instance, NOW + (night - NOW.date() - timedelta(days=1)))
    assert is_there(old.case_id)
    carry_out_purges(instance, NOW + (night - NOW.date()))
    assert not is_there(old.case_id)


@again_in_drill
def test_a_letter_that_came_since_calls_it_off(app: Flask, instance: Instance) -> None:
    old = an_old_case(instance)
    order_purge(instance, old)
    answer(instance, mailbox_of(instance, old.filed, NOW), "Saya punya bukti baru.", "", NOW)
    carry_out_purges(instance, AFTER)
    assert is_there(old.case_id) and purge_night(old.case_id) is None
    carry_out_purges(instance, AFTER + timedelta(days=200))
    assert is_there(old.case_id)


@again_in_drill
class TestOrdersThatNobodyGave:
    """Whoever administers the database writes rows, and cannot write what the staff face signs."""

    def test_a_row_alone_destroys_nothing(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        with transaction() as session:
            session.add(CaseRetention(case_id=old.case_id, purge_on=NOW.date(), review_on=None))
        carry_out_purges(instance, NOW)
        assert is_there(old.case_id) and purge_night(old.case_id) is None

    def test_nor_do_entries_under_another_key(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        with transaction() as session:
            session.add(CaseRetention(case_id=old.case_id, purge_on=NOW.date(), review_on=None))
        order_purge_with(instance, b"x" * 32, old.case_id, old.officer.get_id(), old.head.get_id())
        carry_out_purges(instance, NOW)
        assert is_there(old.case_id)

    def test_nor_do_entries_put_into_the_log_itself(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        with transaction() as session:
            session.add(CaseRetention(case_id=old.case_id, purge_on=NOW.date(), review_on=None))
        order_purge_with(instance, b"x" * 32, old.case_id, old.officer.get_id(), old.head.get_id())
        with transaction() as session:
            for seq, row in enumerate(session.execute(sa.select(PendingEntry)).scalars().all()):
                place = {"realm": row.realm, "seq": 1000 + seq}
                session.add(SequencedEntry(**place, entry=row.entry, mac=row.mac, leaf=row.leaf))
                session.add(LeafSalt(**place, salt=row.salt))
                session.delete(row)
        carry_out_purges(instance, NOW)
        assert is_there(old.case_id)

    def test_nor_do_two_that_are_one(self, app: Flask, instance: Instance) -> None:
        """With the key of the staff face, but as one person."""
        old = an_old_case(instance)
        with transaction() as session:
            session.add(CaseRetention(case_id=old.case_id, purge_on=NOW.date(), review_on=None))
        key = instance.pen("staff").key
        order_purge_with(instance, key, old.case_id, old.head.get_id(), old.head.get_id())
        carry_out_purges(instance, NOW)
        assert is_there(old.case_id)

    def test_after_it_was_kept_the_old_order_counts_no_more(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        order_purge(instance, old)
        keep_longer(instance, old.officer, old.case_id, NOW.date() + timedelta(days=2), "Banding.", NOW + 2 * HOUR)
        with transaction() as session:
            session.execute(sa.update(CaseRetention).values(purge_on=NOW.date(), review_on=None))
        carry_out_purges(instance, NOW + timedelta(days=3))
        assert is_there(old.case_id)


def order_purge_with(instance: Instance, key: bytes, case_id: UUID, proposer: str, approver: str) -> None:
    pen = replace(instance.pen("staff"), key=key)
    with transaction():
        record(pen, "main", "purge:proposed", NOW, case_id=case_id, by=proposer, sealed_sha256="ab" * 32)
        record(pen, "main", "purge:approved", NOW + HOUR, case_id=case_id, by=approver)


@again_in_drill
class TestWhatTheProofNames:
    def test_a_case_deleted_without_a_purge(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        with transaction():
            delete_case(old.case_id)
        assert "case missing" in {found.what for found in discrepancies("main", instance.settings.zone)}

    def test_a_purge_that_the_worker_made_up(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        with transaction():
            record(
                instance.pen("worker"), "main", "case:purged", NOW, case_id=old.case_id, approver=old.head.get_id()
            )
            delete_case(old.case_id)
        assert [found.what for found in discrepancies("main", instance.settings.zone)] == [
            "purged without a second person"
        ]

    def test_a_purged_case_that_is_back(self, app: Flask, instance: Instance) -> None:
        old = an_old_case(instance)
        order_purge(instance, old)
        with transaction():
            record(
                instance.pen("worker"), "main", "case:purged", AFTER, case_id=old.case_id, approver=old.head.get_id()
            )
        assert "purged case is here" in {found.what for found in discrepancies("main", instance.settings.zone)}
