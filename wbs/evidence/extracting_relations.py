"""How the parts of an Office Open XML file point at each other. Targets outside the file are not followed."""

import posixpath

from wbs.evidence.extracting_xml import Attributes, Nothing, Parts

MOST_RELATIONS = 5_000


class Relations(Nothing):
    """Targets by id, and by the last word of their type ("worksheet", "header")."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, list[str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External" or len(self.by_id) >= MOST_RELATIONS:
            return
        target = attributes.get("Target", "")
        path = posixpath.normpath(target if target.startswith("/") else posixpath.join(self._folder, target))
        self.by_id[attributes.get("Id", "")] = path.lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.by_type.setdefault(kind, []).append(path.lstrip("/"))


def relations_of(parts: Parts, part: str) -> Relations:
    """What a part points at; empty when it says nothing."""
    folder, name = posixpath.split(part)
    found = Relations(folder)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if parts.has(path):
        parts.read(path, found)
    return found


def main_part(parts: Parts, usual: str) -> str:
    """Where the document itself lies in an Office Open XML file."""
    return next(iter(relations_of(parts, "").by_type.get("officeDocument", ())), usual)


def relation_id(attributes: Attributes) -> str:
    """The r:id of an element, whichever edition of the standard its namespace is of."""
    return next((value for name, value in attributes.items() if name.endswith("/relationships id")), "")
