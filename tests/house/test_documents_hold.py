"""The documents keep their word: each threat has its test, and settings, commands and pictures are those that exist.

Links and named files are the matter of test_documents.py.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from tests.house.source import ROOT
from wbs.cli import main
from wbs.config import Settings

README, THREATS, CONFIGURATION = ROOT / "README.md", ROOT / "docs/THREAT_MODEL.md", ROOT / "docs/CONFIGURATION.md"
PICTURES = ROOT / "docs/pictures"
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
NAMED_TEST = re.compile(r"`tests/[\w/]+\.py`")
MOST_BYTES_OF_A_PICTURE = 120_000
THREAT_COUNT = 21


class Environment(Mapping[str, str]):
    """Empty, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def in_code(path: Path) -> Iterator[str]:
    """Lines of code blocks, and code within sentences."""
    text = path.read_text("utf-8")
    yield from (line for block in FENCED.findall(text) for line in block.splitlines()[1:-1])
    yield from re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


def test_every_threat_has_its_row_and_its_test_or_says_not_yet() -> None:
    rows = re.findall(r"^\| (\d+) \|(.+)\|$", THREATS.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, THREAT_COUNT + 1))
    silent = [number for number, row in rows if not NAMED_TEST.search(row) and "**not yet**" not in row.lower()]
    assert silent == []


def test_settings_and_their_document_are_the_same() -> None:
    environment = Environment()
    Settings.from_environ(environment)
    rows = re.findall(r"^\| `([A-Z_]+)` \|", CONFIGURATION.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(environment.asked)


def test_the_defaults_are_told_as_they_are() -> None:
    settings, text = Settings.from_environ(Environment()), CONFIGURATION.read_text("utf-8")
    told = {
        "PUBLIC_URL": settings.public_url, "WBS_FACE": settings.face, "WBS_SERVICE_NAME": settings.service_name,
        "WBS_TICKS": settings.ticks,
        "WBS_MAIL_PORT": str(settings.mail.port), "WBS_THREADS": str(settings.threads),
        "WBS_FILE_MB": str(settings.file_mb), "WBS_FILES": str(settings.most_files),
        "WBS_BACKUP_DAYS": str(settings.backup_days),
    }  # fmt: skip
    rows = {name: rf"^\| `{name}` .*\| `{re.escape(value)}` \|$" for name, value in told.items()}
    assert [name for name, row in rows.items() if not re.search(row, text, re.MULTILINE)] == []


def test_every_command_of_the_readme_exists() -> None:
    commands = [found[1].split() for code in in_code(README) if (found := re.search(r"\bwbs((?: [a-z]+)+)", code))]
    assert commands
    assert [" ".join(words) for words in commands if not is_command(main, words)] == []


def is_command(command: click.Command, words: list[str]) -> bool:
    for word in words:
        found = command.commands.get(word) if isinstance(command, click.Group) else None
        if found is None:
            return False
        command = found
    return True


def test_every_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {found[1] for code in in_code(README) if (found := re.match(r"make ([a-z]+)", code))}
    assert named and named <= targets


def test_pictures_are_there_shown_and_small() -> None:
    shown = set(re.findall(r"docs/pictures/([\w-]+\.png)", README.read_text("utf-8")))
    stored = {path.name: path.stat().st_size for path in PICTURES.glob("*")}
    assert shown == set(stored)
    assert [name for name, size in stored.items() if size > MOST_BYTES_OF_A_PICTURE] == []
