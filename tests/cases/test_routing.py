import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.organisation.desks import (
    DKI,
    DKI_DESK_UNITS,
    DKI_UNITS,
    PESAWARAN,
    PESAWARAN_UNITS,
    Someone,
    administrators,
    dki_desks,
    pesawaran_desks,
)
from wbs.cases.eligibility import why_not
from wbs.cases.report import Party, Report
from wbs.cases.routing import GENERAL, RULES, TERRITORY, NoReader, route, routes
from wbs.cases.vocabulary import FLAGS, KINDS

KEYS = json.loads(Path("wbs/cases/data/keys.json").read_text(encoding="utf-8"))
EXAMPLES = json.loads(Path("tests/examples/example_reports.json").read_text(encoding="utf-8"))
DESKS = dki_desks()
ADMIN, AUDITOR, INSPECTOR, COORDINATOR = administrators()


def about(*persons, kind="korupsi", where="Kantor", flags=(), excluded=(), **fields):
    told = {"persons": persons, "flags": frozenset(flags), "excluded": tuple(excluded)}
    return Report("x" * 60, kind, where=where, **told, **fields)


def routed(report, desks=DESKS):
    return route(report, DKI_UNITS, desks, DKI, administrators())


def desk(report, desks=DESKS):
    return routed(report, desks).desk


def without(*names, desks=DESKS):
    return {place: members for place, members in desks.items() if place[1] not in names}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["key"])
def test_the_examples_reach_their_desks(example):
    persons = tuple(Party(**person) for person in example["persons"])
    fields = {name: example[name] for name in ("what", "kind", "unit", "where", "when", "how", "loss_rp", "knows_by")}
    found = routed(Report(persons=persons, flags=frozenset(example["flags"]), **fields))
    expect = example["expect"]
    assert (found.desk, found.urgent, found.realm) == (expect["desk"], expect["urgent"], expect.get("realm", "main"))
    assert found.eligible == DESKS[found.realm, found.desk]
    assert found.skipped == ()


def test_the_table_stands_beside_the_published_one():
    published = KEYS["routing"]["rules"]
    assert len(RULES) == len(published) == len({rule.key for rule in RULES})
    for rule, entry in zip(RULES, published, strict=True):
        assert rule.realm == entry.get("realm", "main")
        assert rule.desk in (entry["desk"], TERRITORY, GENERAL)
    assert [rule.key for rule in RULES if rule.desk in (TERRITORY, GENERAL)] == ["wilayah", "umum"]


@pytest.mark.parametrize(
    "report",
    [
        about(unit="ITPROV"),
        about(Party(unit="ITKO-UTARA"), unit="DINKES"),
        about(flags=["orang_inspektorat"], unit="DINKES"),
        about(Party(position="Irbanko"), unit="DINKES"),
        about(Party(position="Auditor Madya"), unit="DINKES"),
        about(Party(name="Pak Inspektur")),
        about(Party(unit_text="Inspektorat Pembantu Wilayah")),
        about(unit_text="inspektorat"),
        about(unit_text="Irban Investigasi"),
        about(Party(name=INSPECTOR.name)),
        about(Party(name=ADMIN.name, unit="DINKES")),
        about(Party(name=AUDITOR.name.split()[0]), unit="DKI"),
        about(Party(name=DESKS["main", "investigasi"][0].name)),
        about(unit="ITPROV", kind="pembalasan", flags=["terancam"]),
    ],
)
def test_what_may_be_about_the_house_goes_past_it(report):
    found = routed(report)
    assert (found.realm, found.desk, found.rule) == ("bypass", "bypass_dalam", "inspektorat")


@pytest.mark.parametrize(
    "report",
    [
        about(Party(position="Auditor internal", unit="BUMD-PASAR")),
        about(Party(position="Auditor internal", unit_text="Perumda Pasar Jaya")),
        about(Party(position="Instruktur", unit="BPSDM")),
        about(Party(name=ADMIN.name.split()[0], unit="DINKES")),
        about(Party(name=COORDINATOR.name)),
        about(excluded=[Party(name=DESKS["main", "investigasi"][0].name)]),
        about(unit="DISKOMINFOTIK"),
        about(unit="BIRO-ORB"),
        about(unit="DKI"),
    ],
)
def test_what_is_not_about_the_house_stays(report):
    assert (routed(report).realm, desk(report)) == ("main", "investigasi")


@pytest.mark.parametrize(
    "report",
    [
        about(Party(unit="SETDA")),
        about(Party(position="Kepala subbagian", unit="BIRO-KDH"), unit="DINKES"),
        about(Party(position="Kepala bagian"), unit="SETDA"),
        about(unit="SETDA"),
        about(Party(position="Sekda")),
        about(Party(name="Ajudan Gubernur")),
        about(Party(unit_text="Sekretariat Daerah")),
        about(Party(name=DESKS["bypass", "bypass_dalam"][0].name)),
    ],
)
def test_the_heads_are_read_outside(report):
    found = routed(report)
    assert (found.realm, found.desk, found.rule) == ("bypass", "bypass_luar", "pimpinan_daerah")


def test_the_biros_are_not_the_head():
    assert desk(about(Party(position="Kepala biro", unit="BIRO-HUK"), unit="SETDA")) == "investigasi"
    assert desk(about(Party(unit="BIRO-UMUM"))) == "investigasi"


def test_naming_the_inside_bypass_uses_the_outside_one_and_back():
    inside, outside = DESKS["bypass", "bypass_dalam"][0], DESKS["bypass", "bypass_luar"][0]
    assert desk(about(Party(name=inside.name), unit="ITPROV")) == "bypass_luar"
    assert desk(about(Party(name=outside.name), unit="ITPROV")) == "bypass_dalam"


def test_when_both_bypasses_are_named_the_rest_of_one_reads():
    named = [Party(name=DESKS["bypass", side][0].name) for side in ("bypass_dalam", "bypass_luar")]
    found = routed(about(*named, unit="ITPROV"))
    assert found.desk == "bypass_luar"
    assert found.eligible == DESKS["bypass", "bypass_luar"][1:]


def test_the_head_is_never_read_by_the_own_office():
    with pytest.raises(NoReader):
        routed(about(Party(unit="SETDA")), without("bypass_luar"))


@pytest.mark.parametrize(
    ("report", "rule"),
    [
        (about(flags=["terancam"], kind="maladministrasi"), "pembalasan"),
        (about(kind="pembalasan"), "pembalasan"),
        (about(kind="kekerasan_seksual"), "kekerasan_seksual"),
        (about(flags=["kekerasan_seksual"]), "kekerasan_seksual"),
        (about(kind="maladministrasi", unit="KEC-KOJA"), "verifikasi"),
        (about(where="", unit="KEC-KOJA"), "verifikasi"),
        (about(Party(name="Joko"), where="", unit="KEC-KOJA"), "wilayah"),
        (about(kind="kolusi_nepotisme", unit="KEC-KOJA"), "kolusi_pengadaan"),
        (about(), "umum"),
    ],
)
def test_the_first_rule_that_applies_decides(report, rule):
    assert routed(report).rule == rule


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("KEC-GAMBIR", "irbanko_pusat"),
        ("RSUD-KOJA", "irbanko_utara"),
        ("KOTA-BARAT", "irbanko_barat"),
        ("PKM-TEBET", "irbanko_selatan"),
        ("KEC-CAKUNG", "irbanko_timur"),
        ("KEC-KEPULAUAN-SERIBU-UTARA", "irbankab_seribu"),
        ("DINKES", "investigasi"),
    ],
)
def test_the_six_territories(unit, expected):
    assert desk(about(unit=unit)) == expected


def test_a_persons_unit_decides_where_the_chosen_one_has_no_territory():
    assert desk(about(Party(unit="DINKES"), Party(unit="SUDIN-DBM-UTARA"), unit="DBM")) == "irbanko_utara"
    assert desk(about(unit_text="Sudin Bina Marga Jakarta Utara")) == "irbanko_utara"
    assert desk(about(Party(unit="KEC-CAKUNG"), unit="KEC-KOJA")) == "irbanko_utara"


@pytest.mark.parametrize("flag", FLAGS)
def test_urgency_by_flag(flag):
    urgent = flag in ("terancam", "pembalasan", "kekerasan_seksual", "hilang_7_hari")
    assert routed(about(flags=[flag])).urgent == urgent


@pytest.mark.parametrize("kind", KINDS)
def test_urgency_by_kind(kind):
    assert routed(about(kind=kind)).urgent == (kind in ("pembalasan", "kekerasan_seksual"))


def test_an_excluded_member_has_no_part_and_the_desk_stays():
    first, *rest = DESKS["main", "investigasi"]
    found = routed(about(excluded=[Party(name=first.name)]))
    assert (found.desk, found.eligible) == ("investigasi", tuple(rest))


def test_an_excluded_desk_is_passed_over():
    found = routed(about(unit="KEC-KOJA", excluded=[Party(unit="ITKO-UTARA")]))
    assert (found.desk, found.rule, found.skipped) == ("investigasi", "umum", ("irbanko_utara",))


def test_a_desk_whose_unit_is_excluded_is_passed_over_even_with_a_borrowed_member():
    borrowed = {**DESKS, ("main", "irbanko_utara"): (Someone("Zulfikrama Tanoedjiwa", unit="ITKO-TIMUR"),)}
    report = about(unit="KEC-KOJA", excluded=[Party(unit="ITKO-UTARA")])
    assert desk(report, borrowed) == "investigasi"


def test_excluding_the_whole_inspectorate_leaves_the_house():
    found = routed(about(unit="KEC-KOJA", excluded=[Party(unit="ITPROV")]))
    assert (found.realm, found.desk, found.rule) == ("bypass", "bypass_dalam", "cadangan")
    assert found.skipped == ("irbanko_utara", "investigasi")


def test_excluding_the_whole_government_leaves_the_government():
    assert desk(about(unit="KEC-KOJA", excluded=[Party(unit="DKI")])) == "bypass_luar"


def test_a_bypassing_report_never_falls_back_into_the_house():
    with pytest.raises(NoReader):
        routed(about(unit="ITPROV"), without("bypass_dalam", "bypass_luar"))


def test_a_missing_desk_is_passed_over():
    assert desk(about(kind="pembalasan", unit="KEC-KOJA"), without("perlindungan")) == "irbanko_utara"
    assert desk(about(), without("investigasi")) == "bypass_dalam"
    assert desk(about(), {**DESKS, ("main", "investigasi"): ()}) == "bypass_dalam"


def test_nobody_left():
    with pytest.raises(NoReader) as refusal:
        routed(about(), {})
    assert str(refusal.value) == ""


def test_the_line_behind_the_first_choice():
    line = routes(about(kind="pembalasan", unit="KEC-KOJA"), DKI_UNITS, DESKS, DKI)
    inside, outside = ["perlindungan", "irbanko_utara", "investigasi"], ["bypass_dalam", "bypass_luar"]
    assert [each.desk for each in line] == inside + outside


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (about(unit="PSW-DINKES"), "inspektorat"),
        (about(kind="maladministrasi", unit="PSW-RSUD"), "inspektorat"),
        (about(kind="kecurangan_pengadaan", unit="PSW-RSUD"), "inspektorat"),
        (about(kind="kekerasan_seksual", unit="PSW-RSUD"), "inspektorat"),
        (about(kind="pembalasan", unit="PSW-RSUD"), "perlindungan"),
        (about(unit="PSW-IT"), "bypass_dalam"),
        (about(Party(position="Bupati")), "bypass_luar"),
        (about(unit="PSW-SETDA"), "bypass_luar"),
    ],
)
def test_a_small_government_needs_no_change_of_code(report, expected):
    assert route(report, PESAWARAN_UNITS, pesawaran_desks(), PESAWARAN).desk == expected


PEOPLE = [person for members in DESKS.values() for person in members]
UNITS = st.sampled_from(["", *DKI_UNITS.units, *DKI_DESK_UNITS.values()])
NAMES = st.sampled_from(["", *(person.name for person in PEOPLE), *(person.name.split()[0] for person in PEOPLE)])
PARTIES = st.builds(Party, NAMES, st.sampled_from(["", "Auditor Muda", "Verifikator", "Asisten"]), UNITS)
REPORTS = st.builds(
    Report,
    st.just("x" * 60),
    st.sampled_from(list(KINDS)),
    UNITS,
    persons=st.lists(PARTIES, max_size=3).map(tuple),
    where=st.sampled_from(["", "Kantor"]),
    flags=st.frozensets(st.sampled_from(list(FLAGS)), max_size=2),
    excluded=st.lists(PARTIES, max_size=3).map(tuple),
)


@given(REPORTS)
def test_nobody_who_is_excluded_or_matches_ever_reads(report):
    for found in routes(report, DKI_UNITS, DESKS, DKI, administrators()):
        assert found.eligible
        assert {why_not(person, report, DKI_UNITS) for person in found.eligible} == {None}


@given(REPORTS)
def test_a_report_about_the_house_is_never_in_its_realm(report):
    realms = {found.realm for found in routes(report, DKI_UNITS, DESKS, DKI, administrators())}
    units = {report.unit, *(party.unit for party in report.persons)}
    if "orang_inspektorat" in report.flags or not units.isdisjoint(DKI_UNITS.subtree("ITPROV")):
        assert realms <= {"bypass"}


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_routed(name, position):
    party = Party(name, position, unit_text=position)
    assert routed(about(party, unit_text=name, excluded=[party])).eligible
