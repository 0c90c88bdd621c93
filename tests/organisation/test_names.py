import pytest

from wbs.organisation.names import is_near, may_be_same_name, may_be_same_text, name_words, position_words, words


@pytest.mark.parametrize(
    "written",
    [
        "Dr. H. Budi Santoso, S.H., M.Si.",
        "BUDI  SANTOSO",
        "Bapak Budi Santoso SH MSi",
        "Drs.H.Budi Santoso,S.Sos.,M.M.",
        "Ir.Budi Santoso",
        "Prof. Dr. Budi Santoso, Ph.D",
        "Bu\u200bdi Santoso",
    ],
)
def test_titles_capitals_and_invisible_marks_are_not_the_name(written):
    assert name_words(written) == ("budi", "santoso")


@pytest.mark.parametrize(
    "written",
    ["Pak Budi", "Santoso, Budi", "B. Santoso", "Budi S.", "Budi Santosa", "Boedi Santoso", "Budi Santoso Wibowo"],
)
def test_a_doubtful_name_may_be_the_same(written):
    assert may_be_same_name(name_words(written), name_words("Drs. Budi Santoso, M.Si."))


@pytest.mark.parametrize("written", ["", "Pak", "B.", "B. S.", "Budi Hartono", "Siti Santoso", "tidak tahu", "🙂"])
def test_another_name_or_none_is_not(written):
    assert not may_be_same_name(name_words(written), name_words("Budi Santoso"))


def test_short_forms_of_positions_are_written_out():
    assert position_words("Plt. Irban") == position_words("Inspektur Pembantu")
    assert may_be_same_text(position_words("Irban Investigasi"), words("Inspektur Pembantu Bidang Investigasi"))


def test_one_slip_in_a_long_word_is_near():
    assert is_near("inspektorat", "inpektorat")
    assert is_near("inspektorat", "inspektorad")
    assert not is_near("inspektur", "instruktur")
    assert not is_near("budi", "budy")
    assert not is_near("santoso", "santai")
