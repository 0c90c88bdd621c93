"""What kind of file this is, decided by its first bytes; the name only tells kinds of zip, of Office and of text apart.

Holds the table of kinds: what may be cleaned by what, shown by what, and which never enter. Knows neither cleaners nor
viewers beyond their names, and opens nothing.
"""

import re
from dataclasses import dataclass

HEAD = 4096  # first bytes that `detect` wants to see


def N_(message: str) -> str:
    """Marks a text for the catalogue; translated where it is drawn."""
    return message


@dataclass(frozen=True)
class FileType:
    """`cleaner` and `viewer` are "" where there is none; `ending` is what a cleaned copy's name gets, with its dot."""

    key: str
    media: str
    label: str
    cleaner: str = ""
    viewer: str = ""
    ending: str = ""
    is_forbidden: bool = False


_ALL = (
    FileType("jpeg", "image/jpeg", N_("Foto JPEG"), "jpeg", "image", ".jpg"),
    FileType("png", "image/png", N_("Gambar PNG"), "png", "image", ".png"),
    FileType("webp", "image/webp", N_("Gambar WebP"), "webp", "image", ".webp"),
    FileType("gif", "image/gif", N_("Gambar GIF"), "gif", "image", ".gif"),
    FileType("heic", "image/heic", N_("Foto HEIC"), "heic", "image", ".heic"),
    FileType("avif", "image/avif", N_("Gambar AVIF"), "heic", "image", ".avif"),
    FileType("tiff", "image/tiff", N_("Gambar TIFF"), "redrawn", "image", ".tiff"),
    FileType("bmp", "image/bmp", N_("Gambar BMP"), "redrawn", "image", ".bmp"),
    FileType("pdf", "application/pdf", N_("Dokumen PDF"), "pdf", "pdf", ".pdf"),
    FileType("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
             N_("Dokumen Word"), "ooxml", "office", ".docx"),
    FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
             N_("Lembar kerja Excel"), "ooxml", "office", ".xlsx"),
    FileType("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
             N_("Presentasi PowerPoint"), "ooxml", "office", ".pptx"),
    FileType("odt", "application/vnd.oasis.opendocument.text",
             N_("Dokumen OpenDocument"), "odf", "office", ".odt"),
    FileType("ods", "application/vnd.oasis.opendocument.spreadsheet",
             N_("Lembar kerja OpenDocument"), "odf", "office", ".ods"),
    FileType("odp", "application/vnd.oasis.opendocument.presentation",
             N_("Presentasi OpenDocument"), "odf", "office", ".odp"),
    FileType("mp3", "audio/mpeg", N_("Rekaman MP3"), "tags", "audio", ".mp3"),
    FileType("m4a", "audio/mp4", N_("Rekaman M4A"), "boxes", "audio", ".m4a"),
    FileType("wav", "audio/wav", N_("Rekaman WAV"), "wav", "audio", ".wav"),
    FileType("ogg", "audio/ogg", N_("Rekaman OGG"), "tags", "audio", ".ogg"),
    FileType("flac", "audio/flac", N_("Rekaman FLAC"), "tags", "audio", ".flac"),
    FileType("aac", "audio/aac", N_("Rekaman AAC"), "tags", "audio", ".aac"),
    FileType("amr", "audio/amr", N_("Rekaman AMR"), "", "audio", ".amr"),
    FileType("mp4", "video/mp4", N_("Video MP4"), "boxes", "video", ".mp4"),
    FileType("mov", "video/quicktime", N_("Video QuickTime"), "boxes", "video", ".mov"),
    FileType("3gp", "video/3gpp", N_("Video 3GP"), "boxes", "video", ".3gp"),
    FileType("webm", "video/webm", N_("Video WebM"), "", "video", ".webm"),
    FileType("mkv", "video/x-matroska", N_("Video Matroska"), "", "", ".mkv"),
    FileType("avi", "video/x-msvideo", N_("Video AVI"), "", "", ".avi"),
    FileType("text", "text/plain", N_("Teks"), "text", "text", ".txt"),
    FileType("csv", "text/csv", N_("Tabel CSV"), "text", "text", ".csv"),
    FileType("html", "text/html", N_("Halaman HTML"), "", "text", ".html"),
    FileType("svg", "image/svg+xml", N_("Gambar SVG"), "", "text", ".svg"),
    FileType("xml", "application/xml", N_("Berkas XML"), "", "text", ".xml"),
    FileType("email", "message/rfc822", N_("Surel"), "", "text", ".eml"),
    FileType("rtf", "application/rtf", N_("Dokumen RTF"), "", "text", ".rtf"),
    FileType("ole", "application/x-ole-storage", N_("Dokumen Office lama"), "ole", "", ""),
    FileType("zip", "application/zip", N_("Arsip ZIP"), "zip", "", ".zip"),
    FileType("rar", "application/vnd.rar", N_("Arsip RAR"), "rar", "", ".rar"),
    FileType("7z", "application/x-7z-compressed", N_("Arsip 7z"), "7z", "", ".7z"),
    FileType("gzip", "application/gzip", N_("Arsip terkompresi"), "", "", ".gz"),
    FileType("unknown", "application/octet-stream", N_("Jenis tidak dikenal"), "", "", ""),
    FileType("program", "application/octet-stream", N_("Program atau skrip"), is_forbidden=True),
)  # fmt: skip
TYPES = {kind.key: kind for kind in _ALL}

# (offset, bytes, key); the first that fits decides.
_MAGIC = (
    (0, b"\xff\xd8\xff", "jpeg"), (0, b"\x89PNG\r\n\x1a\n", "png"), (0, b"GIF87a", "gif"), (0, b"GIF89a", "gif"),
    (0, b"II*\0", "tiff"), (0, b"MM\0*", "tiff"), (0, b"II+\0", "tiff"), (0, b"MM\0+", "tiff"),
    (0, b"fLaC", "flac"), (0, b"OggS", "ogg"), (0, b"ID3", "mp3"), (0, b"#!AMR", "amr"),
    (0, b"{\\rtf", "rtf"), (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"), (0, b"\x1f\x8b", "gzip"), (0, b"BZh", "gzip"), (0, b"\xfd7zXZ\0", "gzip"),
    (0, b"MZ", "program"), (0, b"\x7fELF", "program"), (0, b"#!", "program"), (0, b"\xef\xbb\xbf#!", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"), (0, b"\xfe\xed\xfa\xce", "program"), (0, b"\xfe\xed\xfa\xcf", "program"),
    (0, b"\xce\xfa\xed\xfe", "program"), (0, b"\xcf\xfa\xed\xfe", "program"),  # Mach-O, Java
    (0, b"L\0\0\0\x01\x14\x02\0", "program"), (0, b"ITSF", "program"), (0, b"MSCF", "program"),  # .lnk, .chm, .cab
    (0, b"dex\n", "program"), (0, b"!<arch>\ndebian", "program"), (0, b"\xed\xab\xee\xdb", "program"),
    (0, b"Cr24", "program"), (0, b"\0asm", "program"), (0, b"FWS", "program"), (0, b"CWS", "program"),
)  # fmt: skip
# Text that a double click would run; images of disks, which mount themselves.
_RUNNABLE = frozenset(
    "bat cmd com pif scr exe dll cpl ps1 psm1 vbs vbe js jse mjs wsf wsh hta reg inf url scf lnk desktop jar apk aab"
    " ipa xpi crx jnlp msi msp mst appx msix iso img vhd vhdx dmg pkg deb rpm sh bash py pyw pl rb php jsp asp aspx"
    " gadget xll application library-ms settingcontent-ms search-ms sct shb".split()
)
_OOXML = {"docx": "docx", "docm": "docx", "dotx": "docx", "dotm": "docx", "xlsx": "xlsx", "xlsm": "xlsx",
          "xltx": "xlsx", "xltm": "xlsx", "pptx": "pptx", "pptm": "pptx", "potx": "pptx", "ppsx": "pptx",
          "ppsm": "pptx"}  # fmt: skip
_PROGRAM_INSIDE = (b"META-INF/MANIFEST.MF", b"AndroidManifest.xml", b"classes.dex", b"AppxManifest.xml", b"Payload/")
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))
_SOUND_FRAME = re.compile(rb"\xff[\xe2-\xef\xf2-\xf7\xfa-\xfd]")  # MPEG layers; a text's FF FE is not among them
_AAC_FRAME = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect(head: bytes, name: str, size: int) -> FileType:
    """The kind of a file whose first HEAD bytes (or fewer, when it is shorter) are `head`."""
    ending = name.rpartition(".")[2].lower().strip() if "." in name else ""
    return TYPES[_key(head, ending)]


def _key(head: bytes, ending: str) -> str:
    key = next((key for at, magic, key in _MAGIC if head.startswith(magic, at)), "") or _composed(head, ending)
    if key in ("", "ole", "zip", "gzip", "text", "xml", "html", "csv", "email") and ending in _RUNNABLE:
        return "program"
    return key or "unknown"


def _composed(head: bytes, ending: str) -> str:
    """Families with a common wrapping: RIFF, ISO boxes, zip, MPEG frames, EBML; and text."""
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12], "")
    if head[4:8] in _BOXES:
        return _boxes(head, ending)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _zip(head, ending)
    return _simple(head) or _text(head, ending)


def _simple(head: bytes) -> str:
    tests = (
        ("bmp", head[:2] == b"BM" and head[6:10] == b"\0\0\0\0"),
        ("webm", head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head[:64]),
        ("mkv", head[:4] == b"\x1a\x45\xdf\xa3"),
        ("aac", _AAC_FRAME.match(head)),
        ("mp3", _SOUND_FRAME.match(head)),
        ("pdf", b"%PDF-" in head[:1024]),
    )
    return next((key for key, fits in tests if fits), "")


def _boxes(head: bytes, ending: str) -> str:
    if head[4:8] != b"ftyp":
        return "mov"
    brand = head[8:12]
    if brand in (b"avif", b"avis"):
        return "avif"
    if brand in _HEIC:
        return "avif" if b"avif" in head[:64] else "heic"
    if brand == b"qt  ":
        return "mov"
    if brand.startswith((b"3gp", b"3g2")):
        return "3gp"
    return "m4a" if brand in (b"M4A ", b"M4B ") or ending in ("m4a", "m4b") else "mp4"


def _zip(head: bytes, ending: str) -> str:
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if first == b"mimetype":
        body = head[30 + len(first) + int.from_bytes(head[28:30], "little") :]
        return next((key for key in ("odt", "ods", "odp") if body.startswith(TYPES[key].media.encode())), "zip")
    if any(inside in head for inside in _PROGRAM_INSIDE):
        return "program"
    return _OOXML.get(ending, "") or _by_parts(head)


def _by_parts(head: bytes) -> str:
    """An Office file under another name, as far as its first parts show."""
    if b"[Content_Types].xml" not in head and b"docProps/" not in head:
        return "zip"
    inside = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}
    return next((key for folder, key in inside.items() if folder in head), "zip")


def _text(head: bytes, ending: str) -> str:
    """What has no control characters is text; which text, its beginning says."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not head or (_CONTROL.search(head) and not wide):
        return ""
    start = head[:1024].decode("utf-16" if wide else "utf-8", "ignore").lstrip("\ufeff \t\r\n").lower()
    if "<svg" in start:
        return "svg"
    if start.startswith(("<!doctype html", "<html")) or ending in ("htm", "html", "xhtml", "mhtml", "mht"):
        return "html"
    if start.startswith("<?xml"):
        return "xml"
    if ending == "eml" or re.match(r"(?:received|return-path|message-id|mime-version|delivered-to): ", start):
        return "email"
    return "csv" if ending in ("csv", "tsv") else "text"
