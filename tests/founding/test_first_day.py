"""From the papers of a ceremony to the first case: people sign in with theirs, the directory is signed once more."""

from dataclasses import replace

import pytest

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.founding.settling import directory_of, secret_on, sheets_called, signed_again
from tests.founding.test_two_governments import about
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.routing import NoReader
from wbs.crypto.identity import Identity
from wbs.errors import Refused
from wbs.founding.ceremony import Ceremony
from wbs.staff.accounts import shared_identity
from wbs.staff.directory import REALMS
from wbs.staff.first_time import choose_first_password, take_along, waiting_keys
from wbs.staff.half_sessions import resume_half
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn, sign_in

TODAY = NOW.date()
OWN = "kursi lampu sungai gitar belimbing"


@pytest.fixture
def papers(ceremony: Ceremony) -> dict[str, str]:
    """Sign-in name -> one-time password, as they are read from the sheets."""
    found = {}
    for sheet in sheets_called(ceremony, "kata-sandi"):
        facts = dict(next(content for kind, content in sheet.blocks if kind == "facts"))
        found[facts["Nama masuk"]] = secret_on(sheet)
    return found


def first_sign_in(instance: Instance, name: str, paper: str) -> Identity:
    half = resume_half(instance, sign_in(instance, name, paper, NOW).token, NOW)
    assert half is not None
    after = resume_half(instance, choose_first_password(instance, half, OWN, NOW), NOW)
    assert after is not None and after.identity.public_key != half.identity.public_key
    return after.identity


def sign_again(instance: Instance, ceremony: Ceremony) -> None:
    """What `wbs directory sign` does with the waiting keys, once their fingerprints were compared."""
    for realm in REALMS:
        directory, waiting = directory_of(instance, realm, TODAY), {one.person_id: one for one in waiting_keys(realm)}
        people = tuple(
            replace(one, public_key=waiting[one.id].public_key, is_provisional=False) if one.id in waiting else one
            for one in directory.people
        )
        signed_again(instance, ceremony, replace(directory, serial=2, people=people))


def test_papers_lead_to_keys_of_ones_own_and_to_the_first_case(
    small: Instance, ceremony: Ceremony, papers: dict[str, str]
) -> None:
    own = {name: first_sign_in(small, name, papers[name]) for name in ("anggraini", "chairul", "desi")}
    with pytest.raises(NoReader):
        a_filed_report(small, about("PSW-DINKES"))
    sign_again(small, ceremony)
    filed = a_filed_report(small, about("PSW-DINKES"))
    directory = directory_of(small, "main", TODAY)
    by_key = {one.public_key: one for one in directory.people}
    officer, auditor = (
        SignedIn(by_key[own[name].public_key], "main", own[name], b"") for name in ("anggraini", "desi")
    )
    confirm_no_conflict(small, officer, filed.case_id, NOW)
    opened = read_case(small, officer, filed.case_id, NOW)
    names = {directory.person(person_id).name for person_id, _ in opened.readers}
    assert names == {"Anggraini Puspasari", "Chairul Effendi"}  # who has not come yet received nothing
    take_along(small, auditor.person, "main", auditor.identity, NOW)
    assert shared_identity(directory, "oversight", auditor).public_key == directory.shared["oversight"]


def test_a_paper_works_once_and_only_for_its_person(small: Instance, papers: dict[str, str]) -> None:
    first_sign_in(small, "bambang", papers["bambang"])
    for name, paper in (("bambang", papers["bambang"]), ("fitria", papers["gunawan"])):
        with pytest.raises(Refused):
            sign_in(small, name, paper, NOW)
