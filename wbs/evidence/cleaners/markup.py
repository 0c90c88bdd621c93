"""XML of office files, parsed without entities, without documents of types, without network; written without comments.

Knows the few things that every dialect shares: paths of a machine in texts and links. Knows no dialect.
"""

import re

from lxml import etree

from wbs.evidence.cleaners.verdicts import Refusal

_PATH = re.compile(r"(?i)file:|^\s*[a-z]:[\\/]|\\\\|^/(?:home|users|media|mnt|storage|sdcard|var|tmp)/|^(?:\.\./)+")
_FILE_NAME = re.compile(r"(?i)[\\/]|\.[a-z0-9]{2,5}$")
PATH_IN_TEXT = re.compile(r"(?i)(?:file:/{0,3}|\b[a-z]:(?:\\|/)|\\\\)[^\"<>|*?\r\n]*")
NOWHERE = "about:blank"


def parse(data: bytes) -> etree._Element:
    """The root. Raises Refusal: "bomb" for whatever declares entities, "broken" for what is no XML."""
    seen = data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64] else data
    if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
        raise Refusal("bomb")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refusal("broken") from None


def written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(name: object) -> str:
    """The name without its namespace; "" for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def space(name: object) -> str:
    return name[1:].partition("}")[0] if isinstance(name, str) and name.startswith("{") else ""


def remove(element: etree._Element) -> None:
    """Takes an element out and leaves the text behind it where it was."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    parent.remove(element)


def is_path(target: str) -> bool:
    """Whether a link leads into somebody's machine or office network."""
    return _PATH.search(target) is not None


def is_file_name(text: str) -> bool:
    """Whether a name or description is one that a program took over from a file."""
    return _FILE_NAME.search(text.strip()) is not None
