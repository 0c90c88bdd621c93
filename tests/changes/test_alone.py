"""When one person is left who can change who works here, the holder of the directory key is the second: loudly."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.changes.office import House
from tests.conftest import NOW
from tests.people import cast, member
from wbs.cases.second_person import DECIDERS
from wbs.cli import main
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.keyfolder import write_secret
from wbs.ledger.read import pending_entries
from wbs.outbox.records import Notice
from wbs.people import deciding, first_words, proposing
from wbs.people.directory_file import from_file, sign, to_file
from wbs.people.going_live import install
from wbs.people.next_directory import export
from wbs.people.records import DirectoryChange
from wbs.people.rescuing import rescue
from wbs.people.terms import Facts, Terms
from wbs.staff.directory import sign_directory

HEAD = "irban.investigasi"

def shrink(house: House, *names: str) -> None:
    """A house in which, of all who may decide, only these are left."""
    gone = {one.id for one in cast() if DECIDERS & set(one.roles) and one.sign_in_name not in names}
    before = house.instance.directory("main", NOW)
    after = replace(before, serial=before.serial + 1, people=tuple(one for one in before.people if one.id not in gone))
    write_secret(house.instance.directories.path("main"), sign_directory(after, house.founded.directory_key))

def emergency(house: House) -> None:
    db.session.rollback()
    raw = to_file(export(house.instance, NOW, alone=True))
    assert all(part.alone for part in from_file(raw))
    install(house.instance, [sign(part, house.founded.directory_key) for part in from_file(raw)], NOW)

def put(state: str) -> None:
    db.session.rollback()
    with transaction() as session:
        session.execute(sa.update(DirectoryChange).values(state=state))


def answers() -> list[str]:
    return [entry.fields["answer"] for entry in pending_entries("main") if entry.tag == "people:decided"]

def alarms() -> int:
    return len(db.session.execute(sa.select(Notice).where(Notice.kind == "alarm_people")).all())

def test_nobody_becomes_the_second_while_there_is_one(house: House) -> None:
    proposing.propose_reset(house.instance, house.admin, member(HEAD).id, NOW)
    with pytest.raises(Refused, match="orang kedua"):
        export(house.instance, NOW, alone=True)
    with pytest.raises(Refused, match="dapat mengusulkannya"):
        rescue(house.instance, "tono", NOW)

def test_an_open_proposal_with_a_second_person_is_not_installed_by_a_signature(house: House) -> None:
    shrink(house, "tono", HEAD)
    proposing.propose_leaving(house.instance, house.admin, member("dewi").id, NOW)
    with pytest.raises(Refused, match="orang kedua"):
        export(house.instance, NOW, alone=True)
    put("approved")  # what an export by an administrator could claim
    parts = [sign(part, house.founded.directory_key) for part in export(house.instance, NOW)]
    put("open")
    with pytest.raises(Refused, match="tidak sama"):
        install(house.instance, parts, NOW)

def test_the_last_head_forgets_and_the_key_holder_approves(house: House) -> None:
    instance = house.instance
    shrink(house, "tono", HEAD)
    change = proposing.propose_reset(instance, house.admin, member(HEAD).id, NOW)
    with pytest.raises(Refused):
        first_words.draw_words(instance, house.admin, change, NOW)
    emergency(house)
    assert answers() == ["key_holder"] and alarms() == 1
    _, words = first_words.draw_words(instance, house.admin, change, NOW)
    identity = house.own_key(HEAD, words)
    house.sign_and_install()  # the key that waits, compared by the signer
    head = house.officer(HEAD, identity=identity)
    assert not head.person.is_provisional and head.person.public_key == identity.public_key
    leaving = proposing.propose_leaving(instance, house.admin, member("dewi").id, NOW)
    deciding.approve(instance, head, leaving, NOW)

def test_the_only_administrator_forgets_and_no_head_is_left(house: House) -> None:
    instance = house.instance
    shrink(house, "tono")
    assert rescue(instance, "tono", NOW) == ""
    with pytest.raises(Refused, match="menunggu tanda tangan"):
        rescue(instance, "tono", NOW)
    emergency(house)
    words = rescue(instance, "tono", NOW)
    assert len(words.split()) == 8
    identity = house.own_key("tono", words)
    house.sign_and_install()
    assert house.officer("tono", identity=identity).person.public_key == identity.public_key
    # and a head again: proposed by the one, decided by the key holder
    facts = Facts("Hadi Baru", "Inspektur Pembantu", "ITPROV-INV", frozenset({"irban"}), frozenset({"investigasi"}))
    admin = house.officer("tono", identity=identity)
    change = proposing.propose_person(instance, admin, Terms(facts, "hadi"), NOW)
    first_words.draw_words(instance, admin, change, NOW)
    emergency(house)
    assert "Hadi Baru" in {person.name for person in instance.directory("main", NOW).people}
    assert answers() == ["key_holder", "key_holder"]
    assert alarms() == 1  # one a day


def test_the_commands_say_it_aloud_and_end_with_the_words(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbs.clock.now", lambda: NOW)
    file, key, run = tmp_path / "next", tmp_path / "key", CliRunner()
    key.write_bytes(house.founded.directory_key.private_bytes_raw())
    shrink(house, "tono")

    def directory(*arguments: str, typed: str = "") -> Result:
        return run.invoke(main, ["directory", *arguments], obj=house.instance.settings, input=typed)

    assert "Nama" not in directory("rescue", "siapa").output and directory("rescue", "siapa").exit_code == 1
    assert "--alone" in directory("rescue", "tono").output
    assert "Tidak ada perubahan" in directory("export", str(file)).output
    told = directory("export", str(file), "--alone")
    assert told.exit_code == 0 and "Tono Admin: kunci sementara" in told.output, told.output
    refused = directory("sign", str(file), "--key", str(key), typed="n\n")
    assert refused.exit_code == 1 and "! Lupa kata sandi: Tono Admin" in refused.output
    assert directory("sign", str(file), "--key", str(key), typed="y\ny\n").exit_code == 0
    assert directory("install", str(file)).exit_code == 0
    told = directory("rescue", "tono")
    assert told.exit_code == 0 and "Kata sandi sekali pakai untuk tono" in told.output
