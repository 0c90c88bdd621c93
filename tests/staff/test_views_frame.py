"""The frame around staff pages: places by role, the realm in words, no place for whoever has none."""

import pytest
from flask import Flask

from tests.builders import an_officer
from tests.conftest import NOW
from tests.staff.office import signed_in
from wbs.cases.vocabulary import ROLES
from wbs.staff.frames import PLACES, ROLE_LABELS, frame_for, home_of
from wbs.staff.instance import Instance


def test_roles_are_called_what_keys_json_calls_them():
    assert dict(ROLE_LABELS) == {key: term.label for key, term in ROLES.items()}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("petugas.intake", ["Pekerjaan saya", "Semua kasus", "Masa simpan"]),
        ("irban.intake", ["Pekerjaan saya", "Semua kasus", "Masa simpan", "Orang", "Tinjauan akses"]),
        ("tono", ["Orang", "Tinjauan akses"]),
        ("wulan", ["Angka", "Kunci bersama", "Tinjauan akses"]),
        ("zaenab", []),
        ("kartini", ["Kunci bersama"]),
    ],
)
def test_places_are_those_of_the_role(instance: Instance, name: str, labels: list[str]):
    frame = frame_for(instance, an_officer(instance, name), "mine", NOW, {"mine": 3})
    assert [place.label for place in frame.places] == labels
    assert [place.count for place in frame.places if place.label == "Pekerjaan saya"] in ([], [3])
    assert bool(frame.search_url) == ("Semua kasus" in labels)


def test_the_bypass_says_so_and_looks_different(app: Flask, instance: Instance):
    assert frame_for(instance, an_officer(instance, "sari"), "mine", NOW).realm == "Jalur khusus"
    page = signed_in(app, "sari").get("/cases").text
    assert 'class="staff bypass"' in page and "Jalur khusus" in page
    assert "Jalur khusus" not in signed_in(app, "petugas.intake").get("/cases").text


def test_every_place_is_reachable_for_its_roles_alone(app: Flask, instance: Instance):
    for name in ("petugas.intake", "wulan", "tono"):
        browser, officer = signed_in(app, name), an_officer(instance, name)
        for place in PLACES:
            allowed = officer.person.has_role(*place.roles)
            assert browser.get(place.url).status_code == (200 if allowed else 404), (name, place.key)
        assert browser.get(home_of(officer)).status_code == 200
