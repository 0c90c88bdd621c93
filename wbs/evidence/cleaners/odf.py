"""ODT, ODS, ODP: the package without properties, previews, versions, scripts; its parts without people and times.

Visible fields (the author's name on the page) stay: what the eye sees is told to be looked at by the person.
"""

import re

from lxml import etree

from wbs.evidence.cleaners import markup, media, zips
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

MIMETYPE, MANIFEST, CONTENT = "mimetype", "META-INF/manifest.xml", "content.xml"
DROPPED = tuple((re.compile(pattern, re.IGNORECASE), told) for pattern, told in (
    (r"(?:^|/)meta\.xml$|manifest\.rdf$", "author"),
    (r"^Thumbnails/", "thumbnail"),
    (r"^Versions/|VersionList\.xml$", "history"),
    (r"(?:^|/)(?:Basic|Scripts|Dialogs)/", "scripts"),
    (r"^META-INF/.*signatures", "signatures"),
    (r"^Configurations2/|layout-cache$|^database/|^forms/|^reports/", ""),
))  # fmt: skip
MARKUP = re.compile(r"(?:^|/)(?:content|styles|settings)\.xml$")
FONT = re.compile(r"(?i)\.(?:ttf|otf|ttc|woff2?)$")
RSID = re.compile(r"rsid$")
SETTINGS = re.compile(r"(?i)printer|rsid|datasource|path|url|user|redlineprotection|trackchangesviewsettings")
WHO = frozenset(("creator", "creator-initials", "sender-initials"))
WHEN = frozenset(("date", "date-string"))
NOTES = frozenset(("annotation", "change-info"))
NEUTRAL = "-"


def clean(data: bytes, kind: str) -> Clean:
    """Raises Refusal when it is no such document, locked or a bomb."""
    parts = zips.read(data)
    if CONTENT not in parts or MANIFEST not in parts:
        raise Refusal("broken")
    manifest = markup.parse(parts[MANIFEST])
    if any(markup.local(element.tag) == "encryption-data" for element in manifest.iter()):
        raise Refusal("encrypted")
    kept, removed = dict[str, bytes](), set[str]()
    for name, content in parts.items():
        told = next((told for pattern, told in DROPPED if pattern.search(name)), None)
        if told is not None:
            removed.add(told)
            continue
        try:
            kept[name], found = _clean_part(name, content)
        except NotCleanable:
            found = {"attachments"}
        removed |= found
    kept[MANIFEST] = _manifest(manifest, kept)
    return Clean(zips.write(kept, MIMETYPE), removed - {""})


def _clean_part(name: str, content: bytes) -> tuple[bytes, set[str]]:
    if name in (MIMETYPE, MANIFEST) or FONT.search(name):
        return content, set()
    if MARKUP.search(name):
        return _clean_markup(content)
    return media.clean_inside(name, content)


def _clean_markup(content: bytes) -> tuple[bytes, set[str]]:
    root, removed = markup.parse(content), set[str]()
    for element in list(root.iter()):
        if element is root:
            continue
        local, parent = markup.local(element.tag), element.getparent()
        above = markup.local(parent.tag) if parent is not None else ""
        if local in ("scripts", "event-listeners"):
            removed |= {"scripts"} if len(element) else set()
            markup.remove(element)
        elif local == "config-item" and SETTINGS.search(_attribute(element, "name")):
            markup.remove(element)
            removed.add("device" if "rinter" in _attribute(element, "name") else "history")
        elif local in WHO and above in NOTES:
            removed |= {"author"} if element.text != NEUTRAL else set()
            element.text = NEUTRAL
        elif local in WHEN and above in NOTES:
            removed.add("time")
            markup.remove(element)
        else:
            removed |= _clean_attributes(element, local)
    return markup.written(root), removed


def _clean_attributes(element: etree._Element, local: str) -> set[str]:
    removed = set[str]()
    for key, value in list(element.attrib.items()):
        name = markup.local(key)
        if RSID.search(name):
            del element.attrib[key]
            removed.add("history")
        elif name == "href" and markup.is_path(value):
            element.set(key, markup.NOWHERE)
            removed.add("paths")
        elif local == "frame" and name == "name" and markup.is_file_name(value):
            del element.attrib[key]
            removed.add("paths")
    return removed


def _attribute(element: etree._Element, wanted: str) -> str:
    return next((value for key, value in element.attrib.items() if markup.local(key) == wanted), "")


def _manifest(root: etree._Element, kept: dict[str, bytes]) -> bytes:
    """Without the parts that went; folders and the document itself (their names end in a slash) stay."""
    for entry in list(root):
        path = _attribute(entry, "full-path")
        gone = path not in kept and not path.endswith("/")
        empty = path.endswith("/") and path != "/" and not any(name.startswith(path) for name in kept)
        if gone or empty:
            root.remove(entry)
    return markup.written(root)
