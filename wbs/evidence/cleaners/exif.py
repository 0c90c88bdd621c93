"""What the metadata of a picture would have told, in the words of cleaning.WHAT_HIDES; and which way is up.

Reads only; whoever calls throws the block away. Knows EXIF, XMP and IPTC as far as naming needs.
"""

import struct

from PIL import ExifTags, Image

ORIENTATION = 0x0112
UPRIGHT, MOST_ORIENTATION = 1, 8
_BY_TAG = {
    "device": ("Make", "Model", "CameraSerialNumber", "HostComputer", "UniqueCameraModel"),
    "author": ("Artist", "Copyright", "XPAuthor"),
    "time": ("DateTime", "DateTimeOriginal", "DateTimeDigitized"),
    "software": ("Software", "ProcessingSoftware"),
    "comments": ("ImageDescription", "XPComment", "XPTitle", "XPSubject", "XPKeywords", "UserComment"),
}
_BY_WORD = {
    "location": (b"GPS", b"Country", b"Location"),
    "author": (b"creator", b"Author", b"author", b"photoshop:Credit", b"By-line"),
    "history": (b"xmpMM:", b"stEvt:"),
    "device": (b"tiff:Model", b"SerialNumber"),
    "time": (b"Date",),
    "software": (b"CreatorTool", b"Producer"),
}


def told_by_exif(block: bytes) -> tuple[set[str], int]:
    """Keys of what was in it, and the orientation 1 to 8. A broken block is a secret too: it only becomes "tags"."""
    exif = Image.Exif()
    try:
        exif.load(block)
        names = {ExifTags.TAGS.get(tag, "") for tag in (*exif, *exif.get_ifd(ExifTags.IFD.Exif))}
        told = {key for key, tags in _BY_TAG.items() if names.intersection(tags)}
        told |= {"location"} if exif.get_ifd(ExifTags.IFD.GPSInfo) else set()
        told |= {"device"} if exif.get_ifd(ExifTags.IFD.Exif).get(0x927C) else set()  # the maker's own notes
        told |= {"thumbnail"} if exif.get_ifd(ExifTags.IFD.IFD1) else set()
        turned = exif.get(ORIENTATION, UPRIGHT)
    except Exception:  # many kinds of error, none of which matters: nothing of the block is kept
        return {"tags"}, UPRIGHT
    upright = turned if isinstance(turned, int) and UPRIGHT <= turned <= MOST_ORIENTATION else UPRIGHT
    return told or ({"tags"} if names - {"Orientation"} else set()), upright


def told_by_words(block: bytes) -> set[str]:
    """What an XMP packet, an IPTC block or a text chunk names."""
    return {key for key, words in _BY_WORD.items() if any(word in block for word in words)} or {"tags"}


def only_orientation(turned: int) -> bytes:
    """The shortest EXIF block that says which way is up, and nothing else (without the word Exif before it)."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
