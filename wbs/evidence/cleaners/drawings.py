"""Vector drawings inside documents: EMF and WMF lose their description, SVG its metadata and scripts."""

import struct

from wbs.evidence.cleaners import markup

EMF_HEADER, EMF_MARK = 88, b" EMF"
WMF = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")
SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
DROPPED = frozenset(("metadata", "script", "title", "desc", "foreignObject"))


def is_metafile(data: bytes) -> bool:
    return data[40:44] == EMF_MARK or data.startswith(WMF)


def metafile(data: bytes) -> bytes:
    """An EMF says in its header which program made it from what; a WMF has no such place."""
    if data[40:44] != EMF_MARK or len(data) < EMF_HEADER:
        return data
    count, offset = struct.unpack_from("<II", data, 60)
    end = min(offset + 2 * count, len(data))
    if not count or offset < EMF_HEADER or end <= offset:
        return data
    return data[:offset] + bytes(end - offset) + data[end:]


def svg(data: bytes) -> tuple[bytes, set[str]]:
    """Elements and attributes of other dialects (the editor's) go, and whatever runs."""
    root, removed = markup.parse(data), set[str]()
    for element in list(root.iter()):
        if markup.space(element.tag) not in ("", SVG) or markup.local(element.tag) in DROPPED:
            removed.add("scripts" if markup.local(element.tag) == "script" else "tags")
            markup.remove(element)
            continue
        for name, value in list(element.attrib.items()):
            strange = markup.space(name) not in ("", SVG) and name != XLINK_HREF
            if strange or name.lower().startswith("on") or markup.is_path(value):
                del element.attrib[name]
                removed.add("tags")
    return markup.written(root), removed
