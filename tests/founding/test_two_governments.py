"""DKI and Pesawaran from nothing to a report that is filed, routed and opened: by their founding files alone."""

from pathlib import Path

import pytest

from tests.builders import WHAT, a_filed_report
from tests.conftest import NOW, make_settings
from tests.founding.settling import Settled, settle
from wbs.app import create_app
from wbs.cases.desk_check import check_desks, is_refused
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.records import Case
from wbs.cases.report import Party, Report
from wbs.cases.routing import NoReader
from wbs.db import db
from wbs.founding.ceremony import found_government
from wbs.founding.charter import example, read_charter, template
from wbs.staff.instance import Instance

pytestmark = pytest.mark.one_database("who receives what where; the rest of tests/founding stands on both")

TODAY = NOW.date()


def about(unit: str, **told: object) -> Report:
    return Report(WHAT, **{"kind": "pungli", "unit": unit, "where": "Loket", **told})


def findings(instance: Instance):
    people = [person for found in instance.directories.all(TODAY) for person in found.people]
    return check_desks(instance.organisation, instance.desks(NOW), instance.jurisdiction, people)


JOURNEYS = [
    ("besar", about("SUDIN-DUKCAPIL-BARAT"), "main", "irbanko_barat", "petugas.barat"),
    ("besar", about("ITPROV"), "bypass", "bypass_dalam", "khusus.petugas"),
    ("kecil", about("PSW-DINKES"), "main", "inspektorat", "anggraini"),
    ("kecil", about("PSW-DINKES", flags=frozenset({"terancam"})), "main", "perlindungan", "bambang"),
    ("kecil", about("PSW-IT"), "bypass", "bypass_dalam", "fitria"),
    ("kecil", about("PSW-DINKES", persons=(Party(position="Bupati"),)), "bypass", "bypass_luar", "herlina"),
]


@pytest.fixture(scope="module")
def founded_anew(cheap_words: None, tmp_path_factory: pytest.TempPathFactory):
    """Each government once: its settled people and its application."""
    made = {}
    for profile in ("besar", "kecil"):
        folder = tmp_path_factory.mktemp(profile)
        settings = make_settings(folder / "var")
        ceremony = found_government(settings, example(profile), folder / "directory.key", NOW)
        app = create_app(settings)
        with app.app_context():
            instance = app.extensions["wbs"]
            with pytest.raises(NoReader):  # nobody has a key of their own yet
                a_filed_report(instance, about("SETDA" if profile == "besar" else "PSW-DINKES"))
            assert any("wbs directory export" in found.next_step for found in findings(instance))
            made[profile] = app, settle(instance, ceremony, TODAY)
            db.session.remove()
    return made


@pytest.mark.parametrize(("profile", "report", "realm", "desk", "reader"), JOURNEYS)
def test_a_report_reaches_the_desk_of_its_government(founded_anew, profile, report, realm, desk, reader) -> None:
    app, settled = founded_anew[profile]
    with app.app_context():
        filed = a_filed_report(settled.instance, report)
        assert db.session.get_one(Case, filed.case_id).realm == realm
        officer = settled.officer(reader, TODAY)
        confirm_no_conflict(settled.instance, officer, filed.case_id, NOW)
        opened = read_case(settled.instance, officer, filed.case_id, NOW)
        assert (opened.report.what, opened.held.card.desk) == (WHAT, desk)
        db.session.remove()


@pytest.mark.parametrize("profile", ["besar", "kecil"])
def test_every_kind_and_unit_finds_readers(founded_anew, profile: str) -> None:
    app, settled = founded_anew[profile]
    with app.app_context():
        found = findings(settled.instance)
        assert not is_refused(found), [finding.sentence for finding in found]
        db.session.remove()


def test_names_and_channels_are_the_governments_own(founded_anew) -> None:
    pages = {}
    for profile, (app, _) in founded_anew.items():
        pages[profile] = app.test_client().get("/").get_data(as_text=True)
    assert "Pemerintah Provinsi DKI Jakarta" in pages["besar"] and "JAKI" in pages["besar"]
    assert "Pemerintah Kabupaten Pesawaran" in pages["kecil"] and "JAKI" not in pages["kecil"]


def test_a_government_with_one_language_offers_no_other(tmp_path: Path) -> None:
    charter = tmp_path / "pendirian.toml"
    charter.write_text(template("kecil").replace('bahasa = ["id", "en"]', 'bahasa = ["id"]'), "utf-8")
    settings = make_settings(tmp_path / "var")
    found_government(settings, read_charter(charter), tmp_path / "directory.key", NOW)
    app = create_app(settings)
    page = app.test_client().get("/").get_data(as_text=True)
    assert "English" not in page
    with app.app_context():
        db.engine.dispose()


def test_settled_people_are_those_of_the_file(settled: Settled) -> None:
    assert set(settled.ids) == {member.sign_in_name for member in example("kecil").members}
