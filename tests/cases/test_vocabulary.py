import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from wbs.cases import vocabulary
from wbs.cases.vocabulary import CLOSINGS, KINDS, KNOWN_BY, KNOWS_BY, QUESTIONS, RELATIONS, STAGES, TRACKS, kinds_of

KEYS = json.loads(Path("wbs/cases/data/keys.json").read_text(encoding="utf-8"))
EXAMPLES = json.loads(Path("tests/examples/example_reports.json").read_text(encoding="utf-8"))
LISTS = ("questions", "kinds", "flags", "desks", "roles", "tracks", "stages", "waiting", "closings")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_whole_and_in_order(name):
    terms = getattr(vocabulary, name.upper())
    assert list(terms) == [entry["key"] for entry in KEYS[name]]
    labels = [(term.label, term.label_en) for term in terms.values()]
    assert labels == [(entry["id"], entry["en"]) for entry in KEYS[name]]


def test_extra_fields_are_kept():
    assert TRACKS["c"].working_days == 60
    assert STAGES["diterima"].reporter == "Laporan Anda sudah masuk."
    assert CLOSINGS["pembinaan"].track == "b"
    assert KINDS["pungli"].question == "minta_terima"


def test_every_kind_stands_under_a_question():
    assert [kind for question in QUESTIONS for kind in kinds_of(question)] == list(KINDS.values())


def test_nothing_can_be_changed():
    with pytest.raises(TypeError):
        KINDS["baru"] = KINDS["pungli"]
    with pytest.raises(FrozenInstanceError):
        KINDS["pungli"].label = "x"


def test_the_choices_of_the_form():
    assert list(KNOWS_BY) == ["melihat_sendiri", "melihat_dokumen", "mengalami_sendiri", "mendengar", "saksi"]
    assert list(RELATIONS) == ["", "asn_unit_ini", "asn_lain", "penyedia", "masyarakat"]
    assert RELATIONS[""].label == "Tidak ingin menjawab"
    assert list(KNOWN_BY) == ["hanya_saya", "dua_lima", "banyak", "tidak_tahu"]
    assert {example["knows_by"] for example in EXAMPLES} <= KNOWS_BY.keys()
