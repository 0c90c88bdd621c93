"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, texts

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
NAMED = re.compile(r"`((?:wbs|tests|migrations|templates|static|docs|bench|deploy)/[\w./-]+\.\w+)`")
IN_COMMENTS = re.compile(r"\b(docs/[\w/-]+\.md)\b")
DOCUMENTS = [path for path, _ in texts(".md")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    broken = [target for target in LINK.findall(text) if not _exists(path, target)]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(path: Path) -> None:
    assert [name for name in NAMED.findall(path.read_text("utf-8")) if not (ROOT / name).exists()] == []


def _exists(path: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    found = path.parent / file if file else path
    if not found.exists():
        return False
    return not anchor or found.suffix != ".md" or anchor in _anchors(found.read_text("utf-8"))


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_decisions_are_numbered_in_line_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    assert all(len(path.read_text("utf-8").splitlines()) <= 80 for path in decisions)
