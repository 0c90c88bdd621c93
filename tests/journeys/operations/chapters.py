"""The commands of docs/OPERATIONS.md, as they stand there: the lines of the fenced blocks of a chapter, in order."""

import re

from tests.house.source import ROOT

OPERATIONS = ROOT / "docs/OPERATIONS.md"
FENCED = re.compile(r"^```\n(.*?)^```", re.DOTALL | re.MULTILINE)


def chapter(title: str) -> str:
    return re.split(rf"^## {re.escape(title)}\n", OPERATIONS.read_text("utf-8"), flags=re.MULTILINE)[1].partition(
        "\n## "
    )[0]


def commands(title: str) -> list[str]:
    return [line for block in FENCED.findall(chapter(title)) for line in block.splitlines() if line.strip()]


def buttons(title: str) -> list[str]:
    """What a chapter tells people to press, in the order of its lines."""
    return re.findall(r"\*([A-Z][^*]+)\*", chapter(title))
