"""DOCX, XLSX, PPTX: which parts of the package stay, and that every part that stays is cleaned by its kind.

Dropped are properties, thumbnails, people, printers, macros, labels, change logs, signatures, and any binary that we
cannot look into; relationships and references to them go too, so that the document opens without repair. What happens
within a part is in ooxml_parts.py.
"""

import posixpath
import re

from lxml import etree

from wbs.evidence.cleaners import markup, media, ooxml_parts, zips
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

TYPES_PART = "[Content_Types].xml"
RELATIONS = re.compile(r"(?:^|/)_rels/[^/]*\.rels$")
MAIN = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
MOST_DEPTH = 3
# The first that fits decides; what it told.
DROPPED = tuple((re.compile(pattern, re.IGNORECASE), told) for pattern, told in (
    (r"^docProps/thumbnail", "thumbnail"),
    (r"^docProps/|^docMetadata/", "author"),
    (r"^customXml/|(?:^|/)customProperty|^ppt/tags/|^word/documentTasks|^ppt/tasks/", "tags"),
    (r"(?:^|/)(?:people|persons/.*)\.xml$|threadedComments/|comments(?:Extended|Ids|Extensible)", "author"),
    (r"printerSettings|(?:^|/)devMode", "device"),
    (r"vbaProject|vbaData|(?:^|/)activeX|(?:^|/)customUI|userCustomization|webextensions?/|macrosheets/", "scripts"),
    (r"^_xmlsignatures/", "signatures"),
    (r"(?:^|/)revisions/|changesInfos/|revisionInfo|(?:^|/)usernames", "history"),
))  # fmt: skip
WEB = re.compile(r"(?i)(?:https?|mailto|tel|ftp):|#")
FONT = re.compile(r"(?i)\.(?:odttf|fntdata)$")
WORKBOOKS = re.compile(r"(?i)\.(?:docx|xlsx|pptx)$")
OF_MACROS = re.compile(r"application/vnd\.ms-(word|excel|powerpoint)\.(document|sheet|presentation|template|slideshow)"
                       r"\.macroEnabled(?:Template)?\.main\+xml")  # fmt: skip
OFFICIAL = "application/vnd.openxmlformats-officedocument.{}ml.{}.main+xml"
FAMILY = {"word": "wordprocessing", "excel": "spreadsheet", "powerpoint": "presentation"}
BODY = {"word": "document", "excel": "sheet"}


def clean(data: bytes, kind: str, depth: int = 1) -> Clean:
    """Raises Refusal when it is no such document, locked or a bomb."""
    parts = zips.read(data)
    if TYPES_PART not in parts or not any(name.startswith(MAIN[kind]) for name in parts):
        raise Refusal("broken")
    if any(b"/aFChunk" in content for name, content in parts.items() if RELATIONS.search(name)):
        raise NotCleanable("unknown")  # a document of another kind is glued in, and is all there is to read
    told = {name: _told(name) for name in parts}
    kept = {name: content for name, content in parts.items() if not told[name]}
    removed = {key for key in told.values() if key}
    for name, content in list(kept.items()):
        if name == TYPES_PART or RELATIONS.search(name):
            continue
        cleaned = _clean_part(name, content, depth)
        if cleaned is None:
            del kept[name]
            removed.add("attachments")
        else:
            kept[name], found = cleaned
            removed |= found
    removed |= _clean_relations(kept)
    kept[TYPES_PART] = _types(kept)
    return Clean(zips.write(kept, ""), removed)


def _told(name: str) -> str:
    """What a part would tell that is dropped as a whole; its own relationships go with it."""
    owner = name.replace("_rels/", "").removesuffix(".rels") if RELATIONS.search(name) else name
    return next((told for pattern, told in DROPPED if pattern.search(owner)), "")


def _clean_part(name: str, content: bytes, depth: int) -> tuple[bytes, set[str]] | None:
    """None: nobody can look into it, so it does not stay."""
    if name.endswith((".xml", ".vml")):
        return ooxml_parts.clean(name, content)
    if FONT.search(name):
        return content, set()
    if WORKBOOKS.search(name) and "/embeddings/" in name:
        if depth >= MOST_DEPTH:
            return None
        inner = clean(content, name.rpartition(".")[2].lower(), depth + 1)
        return bytes(inner.data), inner.removed
    try:
        return media.clean_inside(name, content)
    except NotCleanable:
        return None


def _clean_relations(parts: dict[str, bytes]) -> set[str]:
    removed = set[str]()
    for name in [name for name in parts if RELATIONS.search(name)]:
        owner = name.replace("_rels/", "").removesuffix(".rels")
        if owner and not owner.endswith("/") and owner not in parts and name != "_rels/.rels":
            del parts[name]
            continue
        root, dropped = markup.parse(parts[name]), set[str]()
        for relation in list(root):
            if relation.get("TargetMode") == "External":
                removed |= _clean_external(relation, dropped)
            elif _target(owner, relation.get("Target", "")) not in parts:
                dropped.add(relation.get("Id", ""))
                root.remove(relation)
        parts[name] = markup.written(root)
        if dropped and owner in parts:
            parts[owner] = ooxml_parts.without_references(parts[owner], dropped)
    return removed


def _clean_external(relation: etree._Element, dropped: set[str]) -> set[str]:
    """Links to the web stay; those into somebody's machine lead nowhere, templates of a machine go."""
    if relation.get("Type", "").endswith("/attachedTemplate"):
        dropped.add(relation.get("Id", ""))
        markup.remove(relation)
        return {"paths"}
    target = relation.get("Target", "")
    if target == markup.NOWHERE or WEB.match(target):
        return set()
    relation.set("Target", markup.NOWHERE)
    return {"paths"}


def _target(owner: str, target: str) -> str:
    """The part that a relationship leads to, as it is called in the package."""
    path = target.partition("#")[0]
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(owner), path))


def _types(parts: dict[str, bytes]) -> bytes:
    """The list of parts without those that went; documents with macros become plain ones."""
    root = markup.parse(parts[TYPES_PART])
    for entry in list(root):
        part = entry.get("PartName", "").lstrip("/")
        if part and part not in parts:
            root.remove(entry)
            continue
        macros = OF_MACROS.fullmatch(entry.get("ContentType", ""))
        if macros:
            program, body = macros.groups()
            entry.set("ContentType", OFFICIAL.format(FAMILY[program], body if body != "sheet" else BODY[program]))
    return markup.written(root)
