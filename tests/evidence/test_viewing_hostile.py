"""Files that were made to hurt: none runs, none escapes, and what it costs stays within the limits of the process."""

import io
import os
import resource
import zipfile

import pikepdf
import pytest
from PIL import Image

from tests.evidence import viewing_samples as samples
from wbs.evidence.extracting import Unreadable
from wbs.evidence.extracting_documents import gather
from wbs.evidence.limited import MIB, Broken, TooMuch
from wbs.evidence.rendering_png import png
from wbs.evidence.types import TYPES
from wbs.evidence.viewing import VIEWING, View, page_png, view
from wbs.evidence.viewing_limits import MOST_CELLS, MOST_COLUMNS, MOST_LETTERS, MOST_PNG
from wbs.evidence.viewing_png import checked

pytestmark = pytest.mark.drill  # what is largest takes longest; test_viewing_checks.py has the limits themselves

BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><p><t>&x;</t></p></d>'


def reason(content: bytes, kind: str) -> str:
    return view(samples.pieces(content), TYPES[kind]).reason


def test_a_flood_of_pixels_is_refused_by_its_declared_size() -> None:
    content = samples.flood(20_000, 20_000)
    assert len(content) < 2 * MIB and reason(content, "png") == "too_many_pixels"
    with pytest.raises(Broken):
        page_png([content], TYPES["png"], 1)


def test_a_later_page_of_a_fax_is_measured_too() -> None:
    pages = [Image.new("1", (30, 30)), Image.new("1", (10_000, 8_000))]
    content = samples.picture("TIFF", pages[0], save_all=True, append_images=pages[1:], compression="group4")
    with pytest.raises(Broken):
        page_png([content], TYPES["tiff"], 2)


def test_a_large_photo_of_a_telephone_is_drawn_within_the_limits() -> None:
    content = samples.picture("JPEG", Image.new("RGB", (12_000, 9_000), (9, 99, 9)), quality=30)
    image = Image.open(io.BytesIO(page_png(samples.pieces(content), TYPES["jpeg"], 1)))
    assert image.size == (1600, 1200)


def test_noise_that_no_packing_makes_smaller_still_fits() -> None:
    noise = Image.frombytes("RGB", (1600, 6000), os.urandom(1600 * 6000 * 3))
    drawn = png(noise)
    assert 1_000_000 < len(drawn) <= MOST_PNG and checked(drawn)


def test_ten_thousand_pages_are_counted_and_not_drawn() -> None:
    document = pikepdf.new()
    first = document.add_blank_page(page_size=(100, 100)).obj
    document.Root.Pages.Kids = pikepdf.Array([first] * 10_000)
    document.Root.Pages.Count = 10_000
    written = io.BytesIO()
    document.save(written)
    shown = view(samples.pieces(written.getvalue()), TYPES["pdf"])
    assert (shown.page_count, shown.hidden_pages, shown.was_cut) == (500, 9_500, True)
    with pytest.raises(Broken):
        page_png([written.getvalue()], TYPES["pdf"], 501)


def test_scripts_of_a_pdf_do_not_run() -> None:
    document = pikepdf.open(io.BytesIO(samples.pdf(["tenang"])))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="while (true) {}")
    document.Root.OpenAction = document.make_indirect(script)
    document.pages[0].AA = pikepdf.Dictionary(O=script)
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), CO=pikepdf.Array())
    written = io.BytesIO()
    document.save(written)
    shown = view([written.getvalue()], TYPES["pdf"])
    assert shown.page_count == 1 and shown.blocks[1].text == "tenang"
    assert page_png([written.getvalue()], TYPES["pdf"], 1)


def test_a_page_that_draws_without_end_is_ended() -> None:
    document = pikepdf.open(io.BytesIO(samples.pdf(["x"])))
    form = document.make_stream(b"/F Do " * 3, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    document.pages[0].Contents = document.make_stream(b"/F Do")
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    written = io.BytesIO()
    document.save(written)
    with pytest.raises((Broken, TooMuch)):
        page_png([written.getvalue()], TYPES["pdf"], 1)


def test_a_locked_pdf_says_so() -> None:
    assert view([samples.pdf(["x"], password="sandi")], TYPES["pdf"]) == View("none", reason="encrypted")


def test_a_photo_that_is_also_a_page_is_only_a_photo() -> None:
    content = samples.picture("JPEG", comment=b"--><script>alert(1)</script><!--") + b"<html><script>alert(1)</script>"
    drawn = page_png([content], TYPES["jpeg"], 1)
    assert b"script" not in drawn and drawn.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "kind", ["jpeg", "png", "gif", "webp", "tiff", "bmp", "heic", "pdf", "docx", "xlsx", "odt", "zip"]
)
def test_nonsense_under_any_name_is_broken(kind: str) -> None:
    assert reason(b"\x89PNG\r\n\x1a\n%PDF-PK\x03\x04" + bytes(range(256)) * 40, kind) == "broken"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF"])
def test_a_truncated_picture_is_broken(form: str) -> None:
    kind = TYPES[{"HEIF": "heic"}.get(form, form.lower())]
    content = samples.picture(form, Image.effect_noise((300, 300), 90))
    with pytest.raises(Broken):
        page_png([content[: len(content) // 2]], kind, 1)


def test_a_truncated_pdf_shows_what_is_left_or_is_broken() -> None:
    content = samples.pdf(["satu", "dua"])
    for length in (10, len(content) // 3, len(content) - 40):
        shown = view([content[:length]], TYPES["pdf"])
        assert shown.reason == "broken" or shown.shape == "pages"


@pytest.mark.parametrize(
    "body", [BOMB + b"]><d><p><t>&j;</t></p></d>", OUTSIDE, b"<!DOCTYPE d SYSTEM 'http://x/'><d/>"]
)
@pytest.mark.parametrize(
    ("kind", "part"), [("docx", "word/document.xml"), ("odt", "content.xml"), ("xlsx", "xl/workbook.xml")]
)
def test_entities_are_never_declared(body: bytes, kind: str, part: str) -> None:
    with pytest.raises(Unreadable):
        gather(samples.packed({part: body}), kind)


def test_a_document_that_unpacks_to_gigabytes_is_read_as_far_as_it_is_shown() -> None:
    text = gather(samples.word_of(b"<d><p><t>" + b"x" * 80 * MIB), "docx")
    assert text.was_cut and sum(len(words) for _, words, _ in text.blocks) <= MOST_LETTERS
    with pytest.raises(Unreadable):
        gather(samples.word_of(b"<d>" + (b"<a>" + b"x" * 4096 + b"</a>") * (17 * 1024)), "docx")


def million_cells() -> bytes:
    row = b"<row>" + b"".join(b"<c><v>%d</v></c>" % column for column in range(1_000)) + b"</row>"
    return b"<worksheet>" + row * 1_000 + b"</worksheet>"


def book(sheet: bytes) -> bytes:
    relation = b'<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>'
    names = b'<workbook xmlns:r="http://x/relationships"><sheet name="\xe2\x80\xaegpj" r:id="r1"/></workbook>'
    return samples.packed(
        {"xl/workbook.xml": names, "xl/_rels/workbook.xml.rels": relation, "xl/worksheets/s.xml": sheet}
    )


def test_a_million_cells_are_cut() -> None:
    wide = b"<worksheet>" + b"".join(
        b'<row><c r="A%d"><v>7</v></c><c r="XFD%d"><v>9</v></c></row>' % (n, n) for n in range(9)
    )
    [[_, name, cells]] = gather(book(wide), "xlsx").blocks
    assert name == "\u202egpj" and cells == [["7"]] * 9
    for content, kind in ((book(million_cells()), "xlsx"), (samples.ods(2_000_000_000), "ods")):
        gathered = gather(content, kind)
        assert sum(len(row) for _, _, lines in gathered.blocks for row in lines) <= MOST_CELLS
        assert all(len(row) <= MOST_COLUMNS for _, _, lines in gathered.blocks for row in lines)
        assert gathered.was_cut


def test_deep_nesting_is_only_text() -> None:
    deep = b"<p>" * 200_000 + b"<t>dasar</t>" + b"</p>" * 200_000
    assert gather(samples.word_of(deep), "docx").blocks == [["paragraph", "dasar", []]]
    tables = b"<tbl><tr><tc>" * 50_000 + b"<p><t>x</t></p>" + b"</tc></tr></tbl>" * 50_000
    assert gather(samples.word_of(tables), "docx").blocks == [["table", "", [["x"]]]]


def test_names_that_turn_the_reading_round_are_kept_for_the_page_to_write_out() -> None:
    shown = view([samples.packed({"\u202efdp.exe": b"", "x" * 60_000: b""})], TYPES["zip"])
    assert [len(name) for name, _ in shown.blocks[0].rows] == [8, 1_000]


def test_an_archive_of_many_members_is_cut() -> None:
    shown = view([samples.packed({f"{n}": b"" for n in range(3_000)})], TYPES["zip"])
    assert len(shown.blocks[0].rows) == 2_000 and shown.was_cut


def test_memory_is_the_childs_and_bounded() -> None:
    assert page_png([samples.flood(7_000, 7_000, b"\x08\x06", 32)], TYPES["png"], 1)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 <= VIEWING.memory_bytes


def test_a_part_packed_in_another_way_and_then_broken_is_broken() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", os.urandom(2_000))
    content = bytearray(packed.getvalue())
    content[200:260] = bytes(60)
    with pytest.raises(Unreadable):
        gather(bytes(content), "docx")
