import pytest

from tests.organisation.desks import DKI, DKI_UNITS, PESAWARAN


@pytest.mark.parametrize("text", ["Inspektur", "Irban II", "Irbanko Utara", "staf inpektorat", "INSPEKTORAT PROVINSI"])
def test_words_of_an_inspectorate_are_heard_wherever_the_person_works(text):
    assert DKI.speaks_of_inspectorate(("", text), elsewhere=True)


@pytest.mark.parametrize("text", ["Auditor Madya", "PPUPD Muda"])
def test_auditors_are_doubtful_only_where_no_other_unit_is_told(text):
    assert DKI.speaks_of_inspectorate((text,), elsewhere=False)
    assert not DKI.speaks_of_inspectorate((text,), elsewhere=True)


@pytest.mark.parametrize("text", ["", "Instruktur", "Direktur", "Pengawas lapangan", "Kepala seksi"])
def test_other_positions_are_not_the_inspectorate(text):
    assert not DKI.speaks_of_inspectorate((text,), elsewhere=False)


def test_heads_are_phrases():
    assert DKI.speaks_of_heads(["Sekda"])
    assert DKI.speaks_of_heads(["Ajudan Gubernur"])
    assert not DKI.speaks_of_heads(["Sekretaris Dinas", "Kepala Badan Kepegawaian Daerah"])
    assert not DKI.speaks_of_heads(["Bupati"])
    assert PESAWARAN.speaks_of_heads(["Bupati"])


def test_own_units():
    assert DKI.own_units("investigasi") == ("ITPROV-INV",)
    assert DKI.own_units("bypass_dalam") == ("SETDA", "BIRO-KDH")
    assert DKI.own_units("intake") == ()
    assert DKI.is_inspectorate("ITKO-UTARA", DKI_UNITS)
    assert not DKI.is_inspectorate("KOTA-UTARA", DKI_UNITS)
