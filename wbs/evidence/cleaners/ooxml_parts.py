"""Within a part of an Office package: names of people, times, numbers of revisions and paths become neutral.

Attributes and elements are tables, by their names without prefixes, because the dialects of twenty years differ in
namespaces only. Visible text is not touched, except paths in the codes of fields.
"""

import re

from lxml import etree

from wbs.evidence.cleaners import markup

NEUTRAL = "-"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REVISIONS = re.compile(r"/spreadsheetml/20\d\d/(?:\d\d/)?revision|/word/20\d\d/wordml/cid|/word/20\d\d/wordml/word16du")

# Attributes that say who; the schemas want most of them to be there.
WHO = {name: "author" for name in ("author", "initials", "userId", "providerId", "userName", "refreshedBy",
                                   "lastModifiedBy", "personId")}  # fmt: skip
# Attributes that may go without a trace.
GOES = {
    "paraId": "history", "textId": "history", "dateUtc": "time", "refreshedDate": "time", "dT": "time", "codeName": "",
    "rupBuild": "software", "lowestEdited": "software", "lastEdited": "software", "sourceFile": "paths",
    "odcFile": "paths", "insid": "history",
}  # fmt: skip
RSID = re.compile(r"^rsid[A-Z]?\w*$")
# Elements that go with all that is in them.
ELEMENTS = {
    "rsids": "history", "docId": "history", "attachedTemplate": "paths", "mailMerge": "paths", "docVars": "tags",
    "absPath": "paths", "fileSharing": "author", "fileRecoveryPr": "", "creationId": "history", "modId": "history",
    "dataBinding": "tags", "modifyVerifier": "", "revisionPtr": "history", "documentId": "history",
    "smartTagPr": "tags", "custDataLst": "tags", "saveThroughXslt": "paths", "userInfo": "author",
}  # fmt: skip
IN_EXTENSIONS = frozenset(("creationId", "modId", "documentId"))  # an extension without its content is not valid
DESCRIBED = frozenset(("docPr", "cNvPr"))
CELLS = frozenset(("row", "c", "v", "f", "is", "t"))  # of a work sheet: a million, and nothing about people
DATES = frozenset(("date", "dt", "created", "startDate", "dueDate"))


def clean(name: str, content: bytes) -> tuple[bytes, set[str]]:
    """The part without what tells, and what was told."""
    root, removed = markup.parse(content), set[str]()
    for element in [found for found in root.iter() if markup.local(found.tag) not in CELLS]:
        local = markup.local(element.tag)
        if local in ELEMENTS:
            removed.add(ELEMENTS[local])
            _drop(element, local)
            continue
        removed |= _clean_texts(element, local) | _clean_attributes(element, local, name)
    return markup.written(root), removed - {""}


def _drop(element: etree._Element, local: str) -> None:
    parent = element.getparent()
    if local in IN_EXTENSIONS and parent is not None and markup.local(parent.tag) == "ext":
        _drop_empty_parents(parent)
    elif local == "absPath" and parent is not None and markup.local(parent.tag) == "Choice":
        _drop_empty_parents(parent)
    else:
        markup.remove(element)


def _drop_empty_parents(element: etree._Element) -> None:
    """An extension, and the list of extensions when it was the only one."""
    parent = element.getparent()
    markup.remove(element)
    if parent is not None and len(parent) == 0 and markup.local(parent.tag) in ("extLst", "AlternateContent"):
        markup.remove(parent)


def _clean_texts(element: etree._Element, local: str) -> set[str]:
    if local == "author" and element.text and element.text != NEUTRAL:  # who commented on a workbook, by position
        element.text = NEUTRAL
        return {"author"}
    if local in ("instrText", "delInstrText") and element.text and markup.PATH_IN_TEXT.search(element.text):
        element.text = markup.PATH_IN_TEXT.sub("", element.text)
        return {"paths"}
    return set()


def _clean_attributes(element: etree._Element, local: str, part: str) -> set[str]:
    removed = set[str]()
    for key, value in list(element.attrib.items()):
        name, told = markup.local(key), None
        if RSID.match(name) or REVISIONS.search(markup.space(key)):
            told = "history"
            del element.attrib[key]
        elif name in WHO:
            told = WHO[name] if value != NEUTRAL else ""
            element.set(key, NEUTRAL)
        elif name in DATES and (markup.space(key) == WORD or local in ("cm", "comment", "reply", "threadedComment")):
            told = "time"
            del element.attrib[key]
        elif name in GOES:
            told = GOES[name]
            del element.attrib[key]
        else:
            told = _neutral_name(element, local, key, name, value, part)
        removed.add(told or "")
    return removed


def _neutral_name(element: etree._Element, local: str, key: str, name: str, value: str, part: str) -> str:
    """Names that programs take over from files and people."""
    if local in ("cmAuthor", "author") and name == "name" and value != NEUTRAL:
        element.set(key, NEUTRAL)
        return "author"
    becomes = _without_path(local, name, value, part)
    if becomes == value:
        return ""
    element.set(key, becomes)
    return "paths"


def _without_path(local: str, name: str, value: str, part: str) -> str:
    """What the attribute should say instead, or the same."""
    if local in DESCRIBED and name in ("name", "descr", "title") and markup.is_file_name(value):
        return ""
    if (local == "imagedata" and name in ("title", "href")) or (local == "dbPr" and name == "connection"):
        return ""
    if local == "fldSimple" and name == "instr":
        return markup.PATH_IN_TEXT.sub("", value)
    if local == "connection" and part.endswith("connections.xml") and name == "name":
        return NEUTRAL
    return value


def without_references(content: bytes, dropped: set[str]) -> bytes:
    """Takes out what refers to relationships that are gone: the attribute of a page's set-up, else the element."""
    root = markup.parse(content)
    for element in list(root.iter()):
        for key, value in list(element.attrib.items()):
            if value in dropped and markup.space(key).endswith("/relationships"):
                del element.attrib[key]
                if markup.local(element.tag) not in ("pageSetup", "blip", "hlinkClick", "hlinkHover"):
                    markup.remove(element)
                break
    return markup.written(root)
