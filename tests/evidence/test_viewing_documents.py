"""Words and cells of office documents and mails, as the readers gather them. The readers are pure: no process here."""

import pytest

from tests.evidence import viewing_samples as samples
from wbs.evidence.extracting import Gathered, Locked, Unreadable
from wbs.evidence.extracting_documents import gather
from wbs.evidence.extracting_text import decoded

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = ["Tanggal", "Uraian", "Jumlah"]
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'


def blocks(gathered: Gathered) -> list[tuple[str, str, list[list[str]]]]:
    return [(kind, text, rows) for kind, text, rows in gathered.blocks]


def words(body: str, namespace: str = W) -> Gathered:
    return gather(samples.word_of(f"<w:document {namespace}><w:body>{body}</w:body></w:document>".encode()), "docx")


def test_a_workbook_shows_every_sheet_with_dates_as_dates() -> None:
    assert blocks(gather(samples.workbook(), "xlsx")) == [
        ("sheet", "Kas", [HEAD, ["2026-11-21", "Setoran", "1250000"], ["", "", "=SUM(C2:C2)"]]),
        ("sheet", "Rahasia", [["", "tersembunyi"]]),
    ]


def test_slides_come_in_their_order_with_notes_and_tables() -> None:
    gathered = blocks(gather(samples.slides(), "pptx"))
    assert [text for kind, text, _ in gathered if kind == "slide"] == ["1", "2"]
    assert gathered[1] == ("paragraph", "Anggaran", [])
    assert ("table", "", [["a", "b"]]) in gathered and ("notes", "jangan disebut", []) in gathered


def test_a_comment_in_an_open_document_does_not_break_its_sentence() -> None:
    assert blocks(gather(samples.odt(), "odt")) == [
        ("comments", "komentar Budi", []),
        ("paragraph", "Sebelum sesudah.", []),
        ("table", "", [["kiri", "kanan"]]),
    ]


def test_sheets_and_slides_of_open_documents() -> None:
    assert blocks(gather(samples.ods(), "ods")) == [("sheet", "Kas", [["7", "7"]])]
    assert [text for _, text, _ in blocks(gather(samples.odp(), "odp"))] == ["1", "satu", "2", "dua"]


def test_what_was_deleted_with_changes_tracked_is_shown_as_deleted() -> None:
    body = "<w:p><w:r><w:t>Dibayar </w:t></w:r><w:del><w:r><w:delText>tunai</w:delText></w:r></w:del></w:p>"
    assert blocks(words(body)) == [("paragraph", "Dibayar", []), ("deleted", "tunai", [])]


def test_both_editions_of_the_standard_and_text_boxes_once() -> None:
    twice = (
        "<w:p><w:r><w:t>luar</w:t><AlternateContent><Choice><w:p><w:r><w:t>kotak</w:t></w:r></w:p></Choice>"
        "<Fallback><w:p><w:r><w:t>kotak</w:t></w:r></w:p></Fallback></AlternateContent></w:r></w:p>"
    )
    for namespace in (W, STRICT):
        assert [text for _, text, _ in blocks(words(twice, namespace))] == ["luar", "kotak"]


def test_a_mail_shows_its_head_its_text_and_what_was_attached() -> None:
    content = (
        b"From: =?utf-8?q?Pak_Budi?= <budi@contoh.id>\r\nSubject: Setoran\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"U2F5YSB0dW5nZ3U=\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        b"<p>Isi <b>tebal</b><script>alert(1)</script> <a href='http://x/?a'>klik</a>\r\n--b\r\n"
        b'Content-Type: image/png; name="../../foto.png"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n'
    )
    head, plain, rich, files = blocks(gather(content, "email"))
    assert head[0] == "headers" and head[2][0] == ["From", "Pak Budi <budi@contoh.id>"]
    assert plain == ("plain", "Saya tunggu", [])
    assert rich[1].split() == ["Isi", "tebal", "<http://x/?a>", "klik"]
    assert files == ("members", "", [["../../foto.png", "3"]])


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"Subject: =?x?q?=?=\r\n\r\n\xff", b"Content-Type: text/plain; charset=\"\0zlib\"\r\n\r\nx",
     b"Content-Type: text/plain; charset=hex\r\n\r\nzz", b"Content-Type: multipart/mixed\r\n\r\n--",
     b"Content-Type: message/rfc822\r\n\r\n" * 300, b"Subject: =?utf-8?b?////?=\r\n\r\nx", b":\r\n" * 9_000,
     b"Content-Type: text/html\r\n\r\n<![CD[x]]>",
     b"Content-Disposition: attachment; filename*=x''%ff%00\r\n\r\nAA"],
)  # fmt: skip
def test_a_strange_mail_is_read_as_far_as_it_goes(content: bytes) -> None:
    assert gather(content, "email").blocks[0][0] == "headers"


@pytest.mark.parametrize(
    ("content", "text"),
    [("Rp ½ é".encode(), "Rp ½ é"), ("\ufeffhalo".encode(), "halo"), ("\ufeffhalo".encode("utf-16-le"), "halo"),
     (b"\xfe\xff\0h", "h"), (b"caf\xe9 \x81", "café \ufffd"), (b"a\r\nb\rc\0\x1b[31m", "a\nb\rc\0\x1b[31m"),
     ("é".encode() * 500_000, "é" * 400_002)],
)  # fmt: skip
def test_letters_of_old_and_new_machines(content: bytes, text: str) -> None:
    assert decoded(content) == text


def test_separated_values_are_a_table_when_they_make_one() -> None:
    made = gather(
        'Tanggal;Uraian;Jumlah\r\n21-11-2026;"Setoran; tunai";1.250.000\r\n\r\n=1+1;;'.encode("utf-16"), "csv"
    )
    assert blocks(made) == [("table", "", [HEAD, ["21-11-2026", "Setoran; tunai", "1.250.000"], ["=1+1"]])]
    for text in ("satu kolom saja\nbaris dua", "", '"' + "x" * 140_000 + '";2'):
        assert blocks(gather(text.encode(), "csv")) == [("plain", text, [])]
    assert gather(b"a;b\n" * 60_000, "csv").was_cut


def test_long_text_is_cut_and_says_so() -> None:
    gathered = gather(b"x" * 900_000, "text")
    assert gathered.was_cut and len(gathered.blocks[0][1]) == 200_000
    assert not gather(b"x" * 200_000, "text").was_cut


@pytest.mark.parametrize(
    ("kind", "made"),
    [("docx", samples.word), ("xlsx", samples.workbook), ("pptx", samples.slides), ("odt", samples.odt),
     ("ods", samples.ods), ("odp", samples.odp)],
)  # fmt: skip
def test_a_truncated_document_is_unreadable(kind: str, made: object) -> None:
    content = made()
    for length in (0, 30, len(content) // 2, len(content) - 30):
        with pytest.raises(Unreadable):
            gather(content[:length], kind)
    with pytest.raises(Unreadable):
        gather(samples.packed({"other.xml": b"<a/>"}), kind)


@pytest.mark.parametrize("encoding", ["latin-99", "utf-7", "utf-32", "big5"])
def test_letters_that_no_office_program_writes_are_unreadable(encoding: str) -> None:
    with pytest.raises(Unreadable):
        gather(samples.word_of(f'<?xml version="1.0" encoding="{encoding}"?><d/>'.encode()), "docx")


def test_what_was_read_before_a_part_breaks_off_is_shown() -> None:
    gathered = gather(samples.word_of(f"<w:d {W}><w:p><w:t>awal</w:t></w:p><w:p>".encode()), "docx")
    assert blocks(gathered) == [("paragraph", "awal", [])] and gathered.was_cut


def test_a_password_is_named() -> None:
    manifest = b'<m xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m>'
    with pytest.raises(Locked):
        gather(samples.packed({"content.xml": b"\x12\x34", "META-INF/manifest.xml": manifest}), "odt")
    locked = bytearray(samples.packed({"word/document.xml": b"<a/>"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Locked):
        gather(bytes(locked), "docx")
