"""After `wbs init`: everybody makes a key, the holder of the directory key compares and signs, and the work begins."""

from tests.builders import a_filed_report
from tests.changes.office import OWN
from tests.conftest import NOW
from tests.founding.conftest import ceremony, cheap_words, small, small_app, small_founding, small_settings
from tests.founding.settling import secret_on, sheets_called
from tests.founding.test_two_governments import about
from wbs.crypto.gate import Gate
from wbs.founding.ceremony import Ceremony
from wbs.people.directory_file import sign
from wbs.people.going_live import install
from wbs.people.next_directory import export
from wbs.people.terms import has_two
from wbs.staff.directory_key import unlock_directory_key
from wbs.staff.first_time import choose_first_password
from wbs.staff.half_sessions import resume_half
from wbs.staff.instance import Instance
from wbs.staff.signing_in import sign_in

__all__ = ["ceremony", "cheap_words", "small", "small_app", "small_founding", "small_settings"]


def test_first_keys_need_the_signer_alone_and_later_ones_two_people(small: Instance, ceremony: Ceremony) -> None:
    passwords = {sheet.holder: secret_on(sheet) for sheet in sheets_called(ceremony, "kata-sandi")}
    for one in ceremony.made.charter.members:
        half = resume_half(small, sign_in(small, one.sign_in_name, passwords[one.name], NOW).token, NOW)
        assert half is not None
        choose_first_password(small, half, OWN, NOW)
    assert not has_two(small.directory("main", NOW))
    words = secret_on(sheets_called(ceremony, "kunci-direktori")[0])
    key = unlock_directory_key(ceremony.made.directory_key.read_bytes(), words, Gate())
    parts = [sign(part, key) for part in export(small, NOW)]
    assert [part.realm for part in parts] == ["main", "bypass"]
    install(small, parts, NOW)
    for realm in ("main", "bypass"):
        directory = small.directory(realm, NOW)
        assert not any(person.is_provisional for person in directory.people) and has_two(directory)
    install(small, parts, NOW)  # once more changes nothing
    assert a_filed_report(small, about("PSW-DINKES")).receipt.number
