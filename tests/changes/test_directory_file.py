"""The file that travels to the key: what is shown is what is signed, and what is installed is what was approved."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.builders import a_filed_report
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
from wbs.cases.records import Grant
from wbs.cli import main
from wbs.db import db
from wbs.errors import Refused
from wbs.people import deciding, proposing
from wbs.people.differences import differences
from wbs.people.directory_file import Part, from_file, sign, to_file
from wbs.people.going_live import install
from wbs.people.next_directory import export
from wbs.people.terms import Facts
from wbs.staff.directory import unsigned


def leaving(house: House) -> Part:
    house.leave("pemeriksa.irbanko_barat")
    (part,) = export(house.instance, NOW)
    return part


def test_a_file_goes_there_and_back(house: House) -> None:
    part = leaving(house)
    assert from_file(to_file([part])) == (part,)
    for junk in (b"", b"{}", b"[]", b'{"wbs_directory": 2, "parts": []}', b'{"wbs_directory": 1, "parts": [1]}'):
        with pytest.raises(Refused, match="bukan berkas direktori"):
            from_file(junk)


def test_another_key_signs_nothing(house: House) -> None:
    with pytest.raises(Refused, match="tidak ditandatangani dengan kunci ini"):
        sign(leaving(house), Ed25519PrivateKey.generate())


def test_whatever_was_added_on_the_way_is_shown_and_not_installed(house: House) -> None:
    part, key = leaving(house), house.founded.directory_key
    following = part.next()
    mole = replace(following.people[0], name="Orang Lain")
    forged = replace(
        following, people=(mole, *following.people[1:]), shared={**following.shared, "recovery": bytes(1216)}
    )
    changed = replace(part, following=unsigned(forged).decode())
    lines = "\n".join(differences(part.former(house.instance.keys.directory_public), changed.next()))
    assert "Orang Lain" in lines and "KUNCI BERSAMA BERGANTI: recovery" in lines
    renamed = replace(part, following=unsigned(replace(following, people=(mole, *following.people[1:]))).decode())
    with pytest.raises(Refused, match="tidak sama dengan perubahan yang disetujui"):
        install(house.instance, [sign(renamed, key)], NOW)
    with pytest.raises(Refused, match="belum ditandatangani"):
        install(house.instance, [part], NOW)
    strange = replace(sign(part, key), signed=sign(renamed, key).signed.replace("Orang Lain", "Orang Lein"))
    with pytest.raises(Refused, match="Tanda tangan tidak cocok"):
        install(house.instance, [strange], NOW)


def test_an_overtaken_file_is_refused_and_the_same_one_twice_does_nothing(house: House) -> None:
    filed = a_filed_report(house.instance)
    signed = sign(leaving(house), house.founded.directory_key)
    install(house.instance, [signed], NOW)
    before = db.session.execute(sa.select(sa.func.count()).select_from(Grant)).scalar_one()
    install(house.instance, [signed], NOW)
    assert db.session.execute(sa.select(sa.func.count()).select_from(Grant)).scalar_one() == before
    assert filed
    house.leave("petugas.irbanko_barat")
    house.sign_and_install()
    with pytest.raises(Refused, match="bernomor 3; berkas ini bernomor 2"):
        install(house.instance, [signed], NOW)


def test_a_returned_change_makes_the_signed_file_worthless(house: House) -> None:
    part = leaving(house)
    deciding.send_back(house.instance, house.admin, part.changes[0], NOW)
    with pytest.raises(Refused, match="tidak sama"):
        install(house.instance, [sign(part, house.founded.directory_key)], NOW)


def test_the_three_commands_in_a_row(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbs.clock.now", lambda: NOW)
    instance, file, key = house.instance, tmp_path / "next", tmp_path / "key"
    key.write_bytes(house.founded.directory_key.private_bytes_raw())
    facts = Facts.of(house.officer("dewi").person)
    moved = replace(facts, desks=frozenset({"irbanko_barat"}))
    house.approve(proposing.propose_change(instance, house.admin, member("dewi").id, moved, NOW))
    run = CliRunner()
    told = run.invoke(main, ["directory", "export", str(file)], obj=instance.settings)
    assert told.exit_code == 0, told.output
    assert "Dewi Dua: meja Irban Investigasi -> Irbanko Jakarta Barat" in told.output
    told = run.invoke(main, ["directory", "sign", str(file), "--key", str(key)], obj=instance.settings, input="y\n")
    assert told.exit_code == 0 and "Dewi Dua: meja" in told.output, told.output
    told = run.invoke(main, ["directory", "install", str(file)], obj=instance.settings)
    assert told.exit_code == 0 and "main: direktori nomor 2" in told.output, told.output
    told = run.invoke(main, ["directory", "export", str(file)], obj=instance.settings)
    assert told.exit_code == 1 and "Tidak ada perubahan" in told.output
