"""A clean copy is still the evidence: the same pixels, words, numbers, samples; its own libraries open it."""

import io
import zipfile
from collections.abc import Callable

import docx
import mutagen
import openpyxl
import pikepdf
import pptx
import pypdfium2
import pytest
from odf import teletype, text
from odf.opendocument import load
from PIL import Image, ImageChops, ImageOps, ImageSequence

from tests.evidence import making, making_documents, making_films
from tests.evidence.kinds import cleaned
from tests.evidence.making import VISIBLE
from wbs.evidence.cleaners import samples
from wbs.evidence.cleaners.boxing import Box, children


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def upright(data: bytes) -> Image.Image:
    """As a viewer shows it."""
    return ImageOps.exif_transpose(opened(data)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> int:
    assert one.size == other.size
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("make", [making.jpeg, making.png, making.webp])
def test_pixels_are_the_same_and_the_right_way_up(make: Callable[[int], bytes], turned: int) -> None:
    before = make(turned)
    after = cleaned(before, "x")[1]
    assert opened(after).convert("RGB").tobytes() == opened(before).convert("RGB").tobytes()
    assert difference(upright(after), upright(before)) == 0


def test_progressive_pictures_keep_all_their_scans() -> None:
    before = making.jpeg(1, progressive=True)
    assert opened(cleaned(before, "x")[1]).tobytes() == opened(before).tobytes()


@pytest.mark.parametrize("make", [making.gif, making.moving_webp, making.tiff])
def test_every_frame_is_there(make: Callable[[], bytes]) -> None:
    before = make()
    after = cleaned(before, "x")[1]
    frames = [[ImageOps.exif_transpose(frame).convert("RGB") for frame in ImageSequence.Iterator(opened(data))]
              for data in (before, after)]  # fmt: skip
    assert len(frames[0]) == len(frames[1]) == 2
    assert [difference(*both) for both in zip(*frames, strict=True)] == [0, 0]


@pytest.mark.parametrize("make", [making.heic, making.avif])
def test_pictures_of_telephones_become_jpeg(make: Callable[[], bytes]) -> None:
    before = make()
    verdict, after = cleaned(before, "x")
    assert verdict.kind.key == "jpeg" and opened(after).format == "JPEG"
    assert difference(upright(after), upright(before)) < 24


def test_sounds_keep_every_sample() -> None:
    assert cleaned(making.mp3(), "x")[1] == (b"\xff\xfb\x90\x00" + bytes(413)) * 40
    import wave

    with wave.open(io.BytesIO(making.wav())) as before, wave.open(io.BytesIO(cleaned(making.wav(), "x")[1])) as after:
        assert before.getparams() == after.getparams()
        assert before.readframes(9999) == after.readframes(9999)
    for make in (making.flac, making.ogg):
        before, after = mutagen.File(io.BytesIO(make())), mutagen.File(io.BytesIO(cleaned(make(), "x")[1]))
        assert before.info.length == after.info.length > 0 and not after.tags


def test_a_recording_that_never_learned_its_length_is_whole() -> None:
    broken_off = making.wav().replace(b"iXML", b"")
    start = broken_off.index(b"data") + 4
    broken_off = broken_off[:start] + b"\xff\xff\xff\xff" + broken_off[start + 4 :]
    assert cleaned(broken_off, "x.wav")[0].outcome == "cleaned"


FILMS = {
    "mp4": making_films.mp4,
    "mp4, index last": lambda: making_films.mp4(moov_first=False),
    "mp4, 64 bits": lambda: making_films.mp4(wide=True),
    "mov, plain sound": making_films.mov,
    "m4a": making_films.m4a,
}


@pytest.mark.parametrize("make", FILMS.values(), ids=FILMS)
def test_films_keep_pictures_and_sound_where_they_were(make: Callable[[], bytes]) -> None:
    before = make()
    after = cleaned(before, "x.m4a")[1]
    assert len(after) == len(before)
    gone = before.find(b"GPS5")
    kept = [row for row in tracks(before, gone) if row[0] in (b"vide", b"soun")]
    assert kept and tracks(after, gone) == kept
    assert b"GPS5" in before and b"GPS5" not in after and b"freeGPS" not in after


def tracks(film: bytes, gone: int) -> list[tuple[bytes, bytes]]:
    """Handler and bytes of each track, as its tables say; at `gone` the samples of the sensors begin."""
    file = bytearray(film)
    top = list(children(file, 0, len(file)))
    media = [(box.body, box.end) for box in top if box.name == b"mdat"]
    found = []
    for moov in (box for box in top if box.name == b"moov"):
        traks = [box for box in children(file, moov.body, moov.end) if box.name == b"trak"]
        starts = [*samples.starts(file, traks), gone]
        for trak in traks:
            ranges = samples.ranges(file, [trak], media, sorted(starts))
            found.append((handler(file, trak), b"".join(bytes(file[start:end]) for start, end in ranges)))
    return found


def handler(file: bytearray, trak: Box) -> bytes:
    start = file.find(b"hdlr", trak.start, trak.end)
    return bytes(file[start + 12 : start + 16])


def test_films_open_with_their_library() -> None:
    for make in FILMS.values():
        after = mutagen.File(io.BytesIO(cleaned(make(), "x")[1]))
        assert after is not None and not after.tags and after.info.length == 5


def test_a_film_in_pieces_is_cleaned_unless_sensors_wrote_it() -> None:
    assert cleaned(making_films.in_pieces(sensors=False), "x")[0].outcome == "cleaned"
    verdict, copy = cleaned(making_films.in_pieces(sensors=True), "x")
    assert (verdict.outcome, verdict.reason, copy) == ("not_cleanable", "sensors", b"")


def test_a_letter_opens_with_its_words_picture_table_and_comment() -> None:
    after = docx.Document(io.BytesIO(cleaned(making_documents.word(), "surat.docx")[1]))
    assert f"{VISIBLE} lanjut" in after.paragraphs[0].text and after.tables[0].cell(0, 1).text == f"{VISIBLE} sel"
    assert f"{VISIBLE} sisipan" in "".join(after.element.itertext())
    assert [(note.text, note.author) for note in after.comments] == [("isi catatan", "-")]
    assert len(after.inline_shapes) == 1
    blip = after.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip
    assert opened(after.part.related_parts[blip.embed].blob).size == (96, 64)


def test_a_workbook_opens_with_its_cells_comment_picture_and_links() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(cleaned(making_documents.workbook(), "x.xlsx")[1])).active
    assert [sheet[cell].value for cell in ("A1", "B2", "B3")] == [VISIBLE, 1250000, "=B2*2"]
    assert (sheet["A1"].comment.text, sheet["A1"].comment.author) == ("isi catatan", "-")
    assert sheet["C2"].hyperlink.target == "https://example.go.id/" and sheet["C1"].hyperlink.target == "about:blank"
    assert len(sheet._images) == 1


def test_slides_open_with_their_words_and_picture() -> None:
    shapes = pptx.Presentation(io.BytesIO(cleaned(making_documents.slides(), "x.pptx")[1])).slides[0].shapes
    assert shapes.title.text == VISIBLE
    assert shapes[1].image.size == (96, 64) and shapes[1].name == ""


@pytest.mark.parametrize("make", [making_documents.writer, making_documents.calc, making_documents.impress])
def test_open_documents_open_with_their_words(make: Callable[[], bytes]) -> None:
    copy = cleaned(make(), "x")[1]
    after = load(io.BytesIO(copy))
    assert VISIBLE in "".join(teletype.extractText(line) for line in after.getElementsByType(text.P))
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_a_pdf_opens_with_its_pages_pictures_links_and_comments() -> None:
    before, after = making_documents.pdf(), cleaned(making_documents.pdf(), "x")[1]
    with pypdfium2.PdfDocument(before) as one, pypdfium2.PdfDocument(after) as other:
        assert len(one) == len(other) == 2
        assert VISIBLE in other[0].get_textpage().get_text_range()
        # The second page loses the drawing of an attachment; the first, with the photo twice, not a pixel.
        assert one[0].render().to_pil().tobytes() == other[0].render().to_pil().tobytes()
    with pikepdf.open(io.BytesIO(after)) as document:
        notes = list(document.pages[1].obj.Annots)
        assert [str(note.Subtype) for note in notes] == ["/Text", "/Link", "/Link"]
        assert str(notes[0].Contents) == "isi catatan" and str(notes[1].A.URI) == "https://example.go.id/"
        assert "/A" not in notes[2]


def test_text_is_what_it_is() -> None:
    assert cleaned(b"Pasar, 1.250.000\n", "catatan.txt")[0].outcome == "nothing_found"
    assert cleaned(b"nama;jumlah\nA;1\n", "data.csv")[0].outcome == "nothing_found"
