"""What an officer sees of every kind of file, through the limited process itself."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.evidence import viewing_samples as samples
from wbs.evidence.limited import Broken, isolation, run
from wbs.evidence.types import TYPES, detect
from wbs.evidence.viewing import CONVERTING, View, has_pages, page_png, view
from wbs.evidence.viewing_blocks import Block

RED, BLUE = (220, 20, 20), (20, 20, 220)


def seen(content: bytes, kind: str) -> View:
    return view(samples.pieces(content), TYPES[kind])


def drawn(content: bytes, kind: str, page: int = 1) -> Image.Image:
    return Image.open(io.BytesIO(page_png(samples.pieces(content), TYPES[kind], page)))


def is_near(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def texts(view: View, kind: str = "paragraph") -> list[str]:
    return [block.text for block in view.blocks if block.kind == kind]


@pytest.mark.parametrize(
    ("form", "kind"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "gif"), ("TIFF", "tiff"), ("BMP", "bmp"),
     ("HEIF", "heic"), ("AVIF", "avif")],
)  # fmt: skip
def test_every_kind_of_picture_is_drawn_afresh(form: str, kind: str) -> None:
    content = samples.picture(form)
    assert detect(content[:4096], "x", len(content)).key == kind
    assert seen(content, kind) == View("pages", 1)
    image = drawn(content, kind)
    assert image.size == (400, 200) and image.format == "PNG" and not image.info
    assert is_near(image.getpixel((50, 100)), RED) and is_near(image.getpixel((350, 100)), BLUE)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_stands_upright_and_is_no_wider_than_a_screen(orientation: int) -> None:
    image = drawn(samples.turned_photo(orientation), "jpeg")
    assert image.size == (1600, 800)
    assert is_near(image.getpixel((200, 400)), RED) and is_near(image.getpixel((1400, 400)), BLUE)


def test_nothing_of_the_file_but_pixels_is_handed_on() -> None:
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    content = samples.picture("JPEG", exif=exif, comment=b"KAMERA-RAHASIA") + b"<script>KAMERA-RAHASIA</script>"
    assert b"RAHASIA" not in page_png([content], TYPES["jpeg"], 1)


def test_white_and_black_ink_on_glass_can_both_be_read() -> None:
    glass = Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    glass.putpixel((1, 1), (255, 255, 255, 255))
    glass.putpixel((2, 1), (0, 0, 0, 255))
    image = drawn(samples.picture("PNG", glass), "png")
    assert len({image.getpixel((x, 1)) for x in (0, 1, 2)}) == 3


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA", "F", "I"])
def test_every_way_to_write_a_colour_becomes_eight_bits(mode: str) -> None:
    form = "TIFF" if mode in ("CMYK", "F", "I") else "PNG"
    grey = Image.linear_gradient("L")
    deep = Image.frombytes("I;16", grey.size, b"".join(bytes((value, value)) for value in grey.tobytes()))
    image = deep if mode == "I;16" else grey.convert(mode)
    shown = drawn(samples.picture(form, image), form.lower()).convert("L")
    low, high = shown.resize((1, 8)).getpixel((0, 0)), shown.resize((1, 8)).getpixel((0, 7))
    assert low < 60 and high > 190


def test_a_picture_that_moves_shows_its_first_frame_and_says_so() -> None:
    content = samples.picture("GIF", save_all=True, append_images=[Image.new("RGB", (400, 200))])
    assert seen(content, "gif") == View("pages", 1, was_cut=True)
    assert is_near(drawn(content, "gif").getpixel((50, 100)), RED)


def test_pages_of_a_fax_are_told_apart() -> None:
    pages = [samples.two_halves(), Image.new("RGB", (30, 30), RED)]
    content = samples.picture("TIFF", pages[0], save_all=True, append_images=pages[1:])
    assert seen(content, "tiff").page_count == 2
    assert drawn(content, "tiff", 2).size == (30, 30)
    with pytest.raises(Broken):
        drawn(content, "tiff", 3)


def test_pages_of_a_pdf_are_pictures_with_the_text_behind_them() -> None:
    content = samples.pdf(["Halaman pertama", "Halaman kedua"])
    shown = seen(content, "pdf")
    assert (shown.shape, shown.page_count, shown.was_cut) == ("pages", 2, False)
    assert shown.blocks[2:] == (Block("page", "2"), Block("plain", "Halaman kedua"))
    image = drawn(content, "pdf", 2)
    assert image.size == (910, 1287)
    assert min(image.convert("L").crop((100, 100, 400, 140)).tobytes()) < 60
    for page in (0, 3, -1):
        with pytest.raises(Broken):
            drawn(content, "pdf", page)


@pytest.mark.parametrize("size", [(14400, 14400), (10, 14400), (14400, 3), (200, 200)])
def test_a_page_of_any_size_fits(size: tuple[float, float]) -> None:
    image = drawn(samples.pdf(["x"], size), "pdf")
    assert image.width <= 1600 and image.height <= 16_000 and image.width * image.height <= 12_000_000


def test_words_of_a_document_in_their_order_with_tables_and_what_lies_apart() -> None:
    shown = seen(samples.word(), "docx")
    assert shown.shape in ("text", "pages")
    if has_pages(TYPES["docx"]):
        pytest.skip("LibreOffice draws it")
    assert texts(shown)[:2] == ["Berita acara", "Uang diterima\tdi ruang 3."]
    [grid] = [block for block in shown.blocks if block.kind == "table"]
    assert grid.rows == (("Nama", "Jumlah"), ("CV Maju\ntabel di dalam", "Rp1.250.000"))
    assert texts(shown, "header") == ["Kop surat"]
    assert texts(shown, "comments") == ["Sari: Siapa yang terima?"]


def test_legacy_office_says_that_it_cannot_be_shown() -> None:
    if has_pages(TYPES["ole"]):
        pytest.skip("LibreOffice draws it")
    assert view([b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], TYPES["ole"]) == View("none", reason="no_view")


def test_a_program_works_on_a_file_system_that_is_gone_with_it() -> None:
    """How LibreOffice is started, with a program that every machine has and that makes no PDF."""
    if "mounts" not in isolation():
        pytest.skip("this kernel grants no mounts of one's own")
    order = {"program": "/bin/true", "kind": "doc"}
    with pytest.raises(Broken, match="Unreadable"), run("office_pdf", order, [b"RAHASIA"], CONVERTING):
        pass
    assert not Path("/tmp/document.doc").exists()


def test_libreoffice_prints_an_old_document() -> None:
    if not has_pages(TYPES["docx"]):
        pytest.skip("NO LIBREOFFICE ON THIS MACHINE: office documents are shown as text and tables only")
    assert seen(samples.word(), "docx").page_count == 1
    assert drawn(samples.word(), "docx").width > 500


@pytest.mark.parametrize(
    ("kind", "content"),
    [("html", b"<html><script>alert(1)</script>"), ("svg", b"<svg onload='alert(1)'/>"), ("xml", b"<?xml?><a/>"),
     ("text", "kop\u202egnp.exe \x07".encode()), ("text", "Rp\xa01".encode("cp1252"))],
)  # fmt: skip
def test_text_is_shown_as_what_it_says(kind: str, content: bytes) -> None:
    [block] = seen(content, kind).blocks
    assert block.kind == "plain"
    assert block.text.replace("\n", "\r\n") in (content.decode("cp1252"), content.decode("utf-8", "replace"))


def test_sound_and_video_are_not_unpacked_here() -> None:
    def untouched() -> None:
        raise AssertionError
        yield b""

    for kind in ("mp3", "m4a", "mp4", "webm"):
        assert view(untouched(), TYPES[kind]) == View("media")


def test_an_archive_is_a_list() -> None:
    content = samples.packed({"kontrak/../../etc/passwd": b"x" * 700, "foto\u202egpj.exe": b""})
    shown = seen(content, "zip")
    assert shown.shape == "listing"
    assert shown.blocks[0].rows == (("kontrak/../../etc/passwd", "700"), ("foto\u202egpj.exe", "0"))
