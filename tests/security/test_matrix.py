"""Every kind of person against every kind of case: without a grant there is none, and their key opens no row of it."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.builders import Filed, a_filed_report, a_report, an_officer
from tests.conftest import NOW
from tests.people import cast, member
from wbs.cases import closing, conversing, examining, exporting, masking, reading
from wbs.cases.access import hold
from wbs.cases.closing import Terms
from wbs.cases.dossier_manifest import Choice
from wbs.cases.exporting import Wish
from wbs.cases.filters import BOTH, Filters
from wbs.cases.records import Case, Contact, Grant, NamedIdentity, RecoveryGrant
from wbs.cases.report import Party, Report
from wbs.cases.worklist import ALL, MINE, count_my_moves, find_by_number, list_cases
from wbs.crypto.envelope import open_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.errors import NotAllowed, NotFound
from wbs.founding import Founded
from wbs.intake.filing import Extras
from wbs.people import waiting
from wbs.staff.accounts import shared_identity
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

pytestmark = pytest.mark.twice_in_drill  # everybody against every case: statements that other tests make too

DESK = ("petugas.irbanko_barat", "pemeriksa.irbanko_barat", "irban.irbanko_barat")
EXCLUDED = "pemeriksa.irbanko_barat"
RESERVE = ("petugas.investigasi", "pemeriksa.investigasi", "irban.investigasi", "dewi")
ZERO = UUID(int=0)
TERMS = Terms("pembinaan", "", "")
WISH = Wish(Choice(), "x")
FiledFor = tuple[Filed, tuple[str, ...]]  # and who holds it

REPORTS: dict[str, tuple[Report, tuple[str, ...]]] = {
    "ordinary": (a_report(), DESK),
    "excluded": (a_report(excluded=(Party(name=member(EXCLUDED).name),)), (DESK[0], DESK[2])),
    "urgent": (a_report(flags=frozenset({"hilang_7_hari"})), DESK),
    "bypass": (a_report(flags=frozenset({"orang_inspektorat"})), ("sari", "budiman")),
    "heads": (a_report(unit="SETDA", persons=(Party(position="Sekretaris Daerah"),)), ("lukman", "maria")),
}
Act = Callable[[Instance, SignedIn, UUID], object]
ACTS: dict[str, Act] = {
    "hold": lambda _, one, case: hold(one, case),
    "confirm": lambda instance, one, case: reading.confirm_no_conflict(instance, one, case, NOW),
    "recuse": lambda instance, one, case: reading.declare_conflict(instance, one, case, NOW),
    "read": lambda instance, one, case: reading.read_case(instance, one, case, NOW),
    "take": lambda instance, one, case: examining.take(instance, one, case, NOW),
    "step": lambda instance, one, case: examining.step(instance, one, case, "start_review", NOW),
    "direct": lambda instance, one, case: examining.record_disposition(instance, one, case, "x", one.person.id, NOW),
    "conclude": lambda instance, one, case: examining.record_conclusion(instance, one, case, "terbukti", "x", NOW),
    "write": lambda instance, one, case: conversing.write_letter(instance, one, case, "x", NOW),
    "ask": lambda instance, one, case: conversing.ask_reporter(instance, one, case, "x", NOW),
    "promise": lambda instance, one, case: conversing.promise_news(instance, one, case, NOW.date(), "", NOW),
    "note": lambda instance, one, case: conversing.write_note(instance, one, case, "x", NOW),
    "mask": lambda instance, one, case: masking.mask_passages(instance, one, case, "x", ["x"], "x", NOW),
    "unmask": lambda instance, one, case: masking.unmask(instance, one, case, ZERO, NOW),
    "redact": lambda instance, one, case: masking.redact(instance, one, case, ZERO, NOW),
    "export": lambda instance, one, case: exporting.export_to_person(instance, one, case, one.person.id, WISH, NOW),
    "hand out": lambda instance, one, case: exporting.export_under_words(instance, one, case, bytes(16), WISH, NOW),
    "give keys": lambda instance, one, case: waiting.give_keys(instance, one, ZERO, NOW),
    "propose": lambda instance, one, case: closing.propose_closing(instance, one, case, TERMS, NOW),
    "reopen": lambda instance, one, case: closing.propose_reopening(instance, one, case, "x", NOW),
    "approve": lambda instance, one, case: closing.approve(instance, one, case, ZERO, NOW),
    "return": lambda instance, one, case: closing.return_proposal(instance, one, case, ZERO, "", NOW),
}


def with_account() -> list[str]:
    return [one.sign_in_name for one in cast() if one.sign_in_name]


@pytest.fixture(params=REPORTS)
def filed(request: pytest.FixtureRequest, instance: Instance) -> tuple[Filed, tuple[str, ...]]:
    """One report among others, and who holds it."""
    a_filed_report(instance)
    report, readers = REPORTS[request.param]
    extras = Extras(contact="ratna@surel.example", identity="Ratna")
    return a_filed_report(instance, report, extras), readers


def test_for_whoever_has_no_grant_no_act_finds_the_case(instance: Instance, filed: FiledFor) -> None:
    found, readers = filed
    before = everything_stored()
    for name in (name for name in with_account() if name not in readers):
        one = an_officer(instance, name)
        for act in ACTS.values():
            with pytest.raises(NotFound):
                act(instance, one, found.case_id)
        assert found.case_id not in listed(instance, one)
        assert find_by_number(one, found.receipt.number) is None
    assert everything_stored() == before


def test_readers_are_those_and_count_only_their_own(instance: Instance, filed: FiledFor) -> None:
    found, readers = filed
    for name in with_account():
        one = an_officer(instance, name)
        expected = db.session.execute(
            sa.select(sa.func.count()).select_from(Grant)
            .where(Grant.person_id == one.person.id, Grant.is_reserve.is_(False))
        ).scalar_one()  # fmt: skip
        assert (found.case_id in listed(instance, one)) == (name in readers)
        assert len(listed(instance, one)) == expected
        assert count_my_moves(one) <= expected


def test_no_key_but_a_readers_opens_a_row_of_the_case(
    instance: Instance, filed: FiledFor, founded: Founded
) -> None:
    found, readers = filed
    realm = db.session.get_one(Case, found.case_id).realm
    rows = list(sealed_keys(found, realm))
    opened = {name for name in with_account() if any(opens(member(name).identity, row) for row in rows)}
    reserve = {name for name in with_account() if _stands_in_reserve(found.case_id, name)}
    assert opened - reserve == set(readers)
    assert reserve <= set(RESERVE)
    for (owner, shared), identity in founded.shared.items():
        own = [where[0] for sealed, where in rows if opens(identity, (sealed, where))]
        expected = {"recovery": ["grant"], "custodian": ["named_identity"]}.get(shared, [])
        assert own == (["contact"] if shared == "notifier" else expected if owner == realm else [])


def test_shared_keys_lie_with_their_holders_only(instance: Instance) -> None:
    holders = {"oversight": {"wulan", "yusuf"}, "custodian": {"kartini"}}
    for shared, names in holders.items():
        for name in with_account():
            one = an_officer(instance, name)
            if name in names:
                assert shared_identity(instance.directory(one.realm, NOW), shared, one)
                continue
            with pytest.raises((NotAllowed, NotFound)):
                shared_identity(instance.directory(one.realm, NOW), shared, one)


def listed(instance: Instance, one: SignedIn) -> set[UUID]:
    today, units = instance.today(NOW), instance.organisation
    pages = [list_cases(one, scope, Filters(show=BOTH), 1, today, units) for scope in (ALL, MINE)]
    assert pages[0].total == len(pages[0].lines)
    return {line.case_id for page in pages for line in page.lines}


def sealed_keys(filed: Filed, realm: str) -> Iterator[tuple[bytes, tuple[object, ...]]]:
    """Every HPKE-sealed value of the case with its context."""
    case_id = filed.case_id
    for grant in db.session.execute(sa.select(Grant).where(Grant.case_id == case_id)).scalars():
        yield grant.sealed_case_key, ("grant", realm, case_id, grant.person_id, grant.reason)
    yield db.session.get_one(RecoveryGrant, case_id).sealed_case_key, ("grant", realm, case_id, "recovery")
    yield db.session.get_one(NamedIdentity, case_id).sealed_custodian_half, ("named_identity", realm, case_id)
    contact = db.session.execute(sa.select(Contact).where(Contact.case_id == case_id)).scalar_one()
    yield contact.sealed_key, ("contact", realm, contact.id, case_id)


def opens(identity: Identity, row: tuple[bytes, tuple[object, ...]]) -> bool:
    sealed, where = row
    try:
        open_key(identity, sealed, *where)  # type: ignore[arg-type]
    except Unreadable:
        return False
    return True


def _stands_in_reserve(case_id: UUID, name: str) -> bool:
    query = sa.select(Grant.is_reserve).where(Grant.case_id == case_id, Grant.person_id == member(name).id)
    return bool(db.session.execute(query).scalar())


def everything_stored() -> list[list[tuple[object, ...]]]:
    """Every row of every table, but for grants that a list re-wrapped under its reader's own key."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name != "case_grant"]
    return [sorted(map(repr, db.session.execute(sa.select(table)).all())) for table in tables]  # type: ignore[misc]
