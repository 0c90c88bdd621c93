"""Passwords and shares reach their holder alone; the minutes tell none of them."""

from pathlib import Path

import pypdfium2

from tests.founding.settling import secret_on, sheets_called
from wbs.crypto.words import from_words
from wbs.founding.ceremony import Ceremony
from wbs.founding.minutes import minutes
from wbs.founding.sheets import as_text, show_sheets, write_sheets


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_there_is_one_for_every_person_every_share_and_the_key(ceremony: Ceremony) -> None:
    people = ceremony.made.charter.members
    assert len(sheets_called(ceremony, "kata-sandi")) == len(people)
    assert len(sheets_called(ceremony, "pemulihan-main")) == len(sheets_called(ceremony, "pemulihan-bypass")) == 3
    assert len(ceremony.sheets) == len(people) + 3 + 3 + 1
    for sheet in sheets_called(ceremony, "kata-sandi"):
        assert len(from_words(secret_on(sheet))) == 11 and len(secret_on(sheet)) >= 15


def test_every_secret_is_another_and_none_is_in_a_repr(ceremony: Ceremony) -> None:
    secrets = [secret_on(sheet) for sheet in ceremony.sheets]
    assert len(set(secrets)) == len(secrets)
    assert not any(secret in repr(ceremony) for secret in secrets)


def test_the_minutes_tell_no_secret(ceremony: Ceremony) -> None:
    told = as_text(minutes(ceremony.made))
    assert not any(secret_on(sheet) in told for sheet in ceremony.sheets)
    for expected in ("Kabupaten Pesawaran", "2 dari 3", "Kepala Bagian Hukum", "Nomor seri", "Tanda tangan", "SHA-256"):
        assert expected in told


def test_the_screen_shows_one_at_a_time_and_is_empty_in_between(ceremony: Ceremony) -> None:
    screen: list[str] = []
    seen_while_waiting = []
    show_sheets(ceremony.sheets[:3], screen.append, lambda _: seen_while_waiting.append(screen[-1]))
    assert screen[-1] == ""
    assert seen_while_waiting[0::2] == ["", "", ""]  # the holder is called before an empty screen
    for sheet, shown in zip(ceremony.sheets[:3], seen_while_waiting[1::2], strict=True):
        lines = [content for kind, content in sheet.blocks if kind == "letter"]
        assert all(line in shown for line in lines)
        assert not any(secret_on(other) in shown for other in ceremony.sheets if other is not sheet)


def test_printed_ones_are_files_that_only_their_owner_reads(ceremony: Ceremony, tmp_path: Path) -> None:
    chosen = [sheets_called(ceremony, "kata-sandi")[0], sheets_called(ceremony, "pemulihan-main")[0]]
    write_sheets(chosen, tmp_path)
    files = sorted(tmp_path.iterdir())
    assert [file.suffix for file in files] == [".pdf", ".pdf"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    for file, sheet in zip(files, chosen, strict=True):
        assert secret_on(sheet) in text_of(file) and sheet.holder in text_of(file)
