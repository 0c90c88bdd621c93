"""Files as telephones and recorders make them, with a name, a place and a device in every corner; made here, not kept.

MARK stands wherever metadata can stand and must be gone afterwards; VISIBLE stands in the content and must stay.
"""

import io
import struct
import zlib

import mutagen
import pillow_heif
from mutagen.id3 import APIC, COMM, GEOB, ID3, TIT2, TPE1, TXXX
from mutagen.ogg import OggPage
from PIL import Image, ImageDraw, PngImagePlugin

MARK = "MARKAHRAHASIA"
VISIBLE = "KATAYANGTERLIHAT"
PLACE = (6.0, 12.0, 31.68)
LIMIT_OF_NUMBERS = 256

pillow_heif.register_heif_opener()


def picture(width: int = 96, height: int = 64) -> Image.Image:
    """Not symmetrical, so that a turn shows."""
    drawn = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(drawn).rectangle((4, 4, 30, 20), fill=(200, 30, 30))
    return drawn


def exif(turned: int = 6) -> bytes:
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x013B], told[0x0131] = MARK, f"{MARK} 12", f"Nama {MARK}", f"{MARK} app"
    told[0x0112], told[0x0132] = turned, "2026:11:20 08:15:00"
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "S", PLACE, "E", (106.0, 50.0, 44.0)
    details = told.get_ifd(0x8769)
    details[0x9003], details[0xA431], details[0x927C] = "2026:11:20 08:15:00", f"SN{MARK}", MARK.encode() * 3
    return told.tobytes()


def xmp() -> bytes:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
        f'xmpMM:DocumentID="{MARK}"><dc:creator><rdf:Seq><rdf:li>{MARK}</rdf:li></rdf:Seq></dc:creator>'
        f"</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def profile() -> bytes:
    """A colour profile that names a screen."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARK.encode()


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(turned: int = 6, progressive: bool = False) -> bytes:
    written = io.BytesIO()
    picture().save(written, "JPEG", exif=exif(turned), icc_profile=profile(), comment=MARK, quality=90,
                   progressive=progressive)  # fmt: skip
    plain = written.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + struct.pack(">I", 5 + len(MARK)) + b"\x1c\x02\x50"
    iptc += struct.pack(">H", len(MARK)) + MARK.encode() + b"\0"
    thumbnail = io.BytesIO()
    picture(32, 24).save(thumbnail, "JPEG", comment=MARK)
    extra = [
        _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp()),
        _segment(0xED, iptc),
        _segment(0xE0, b"JFXX\0\x10" + thumbnail.getvalue()),
        _segment(0xE5, MARK.encode()),
    ]
    head = 20  # start and JFIF, which some readers want to see first
    return plain[:head] + b"".join(extra) + plain[head:] + b"\0\0\0\x18ftypmp42" + MARK.encode() + b"moving photo"


def png(turned: int = 6) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", MARK)
    texts.add_text("Comment", MARK * 40, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", xmp().decode())
    written = io.BytesIO()
    picture().save(written, "PNG", pnginfo=texts, exif=exif(turned), icc_profile=profile())
    told = b"prVt" + MARK.encode()
    own = struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told))
    plain = written.getvalue()
    return plain[:33] + own + plain[33:] + f"the rest of an uncropped {MARK}".encode()


def webp(turned: int = 6) -> bytes:
    written = io.BytesIO()
    picture().save(written, "WEBP", exif=exif(turned), xmp=xmp(), icc_profile=profile(), lossless=True)
    return written.getvalue()


def moving_webp() -> bytes:
    written = io.BytesIO()
    picture().save(written, "WEBP", save_all=True, append_images=[picture().rotate(180)], exif=exif(1), xmp=xmp(),
                   lossless=True)  # fmt: skip
    return written.getvalue()


def gif() -> bytes:
    written = io.BytesIO()
    first, second = picture().quantize(32), picture().rotate(180).quantize(32)
    first.save(written, "GIF", save_all=True, append_images=[second], duration=80, loop=0, comment=MARK.encode())
    plain = written.getvalue()[:-1]
    own = b"!\xff\x0bXMP DataXMP" + bytes([len(MARK)]) + MARK.encode() + b"\0"
    return plain + own + b";" + MARK.encode()


def tiff() -> bytes:
    written = io.BytesIO()
    told = Image.Exif()
    told.load(exif())
    picture().save(written, "TIFF", exif=told, icc_profile=profile(), description=MARK, artist=MARK, save_all=True,
                   append_images=[picture().rotate(180)])  # fmt: skip
    return written.getvalue()


def bmp() -> bytes:
    written = io.BytesIO()
    picture().save(written, "BMP")
    return written.getvalue() + MARK.encode()


def heic() -> bytes:
    written = io.BytesIO()
    picture().save(written, "HEIF", exif=exif(1), xmp=xmp(), quality=95)
    return written.getvalue()


def avif() -> bytes:
    written = io.BytesIO()
    picture().save(written, "AVIF", exif=exif(1), xmp=xmp(), quality=95)
    return written.getvalue()


def mp3() -> bytes:
    frames = (b"\xff\xfb\x90\x00" + bytes(413)) * 40
    tags = ID3()
    tags.add(TPE1(text=MARK))
    tags.add(TIT2(text=MARK))
    tags.add(COMM(lang="ind", desc="", text=MARK))
    tags.add(TXXX(desc="GPS", text=f"-6.2,106.8 {MARK}"))
    tags.add(APIC(data=jpeg()))
    tags.add(GEOB(mime="text/plain", filename=MARK, desc=MARK, data=MARK.encode()))
    written = io.BytesIO(frames)
    tags.save(written, v1=2)
    from mutagen.apev2 import APEv2

    ape = APEv2()
    ape["Artist"] = MARK
    ape.save(written)
    return written.getvalue()


def wav(seconds: float = 0.25) -> bytes:
    sound = bytes(range(LIMIT_OF_NUMBERS)) * int(8000 * 2 * seconds / LIMIT_OF_NUMBERS)
    told = b"INFOIART" + struct.pack("<I", len(MARK) + 1) + MARK.encode() + b"\0"
    told += b"\0" * (len(told) % 2)
    parts = [
        (b"bext", MARK.encode().ljust(602, b"\0")),
        (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)),
        (b"LIST", told),
        (b"data", sound),
        (b"iXML", f"<BWFXML><NOTE>{MARK}</NOTE></BWFXML>".encode()),
    ]
    body = b"".join(name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2) for name, part in parts)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def flac() -> bytes:
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + struct.pack(">Q", (44100 << 44) | (15 << 36) | 44100) + bytes(16)
    written = io.BytesIO(b"fLaC\x80" + len(info).to_bytes(3, "big") + info + b"\xff\xf8\xc9\x18" + bytes(400))
    opened = mutagen.File(written)
    opened["artist"], opened["location"] = MARK, MARK
    held = mutagen.flac.Picture()
    held.data, held.desc = jpeg(), MARK
    opened.add_picture(held)
    written.seek(0)
    opened.save(written)
    return written.getvalue()


def ogg() -> bytes:
    """Opus as messengers record it."""
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48000, 0, 0)
    comment = f"ARTIST={MARK}".encode()
    told = b"OpusTags" + struct.pack("<I", len(MARK)) + MARK.encode()
    told += struct.pack("<II", 1, len(comment)) + comment + b"\1" + MARK.encode()
    pages = []
    for number, (packet, place) in enumerate(((head, 0), (told, 0), (b"\xfc\xff\xfe" * 50, 48000))):
        page = OggPage()
        page.packets, page.sequence, page.serial, page.position = [packet], number, 7, place
        page.first, page.last = number == 0, number == 2
        pages.append(page.write())
    return b"".join(pages)
