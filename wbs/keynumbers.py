"""What a key file is called when there are several of one kind: the first has its plain name, later ones a number.

Names only: `ticket`, `ticket.2`; `pepper.code.1`, `pepper.code.2`. A retired one ends in `.former`: no process uses it,
and the ledger's alone are still read, to check what was written before. Knows neither values nor what a key is for.
"""

from collections.abc import Collection
from pathlib import Path

FORMER = ".former"
ALWAYS_NUMBERED = "pepper."


def file_name(kind: str, number: int, is_former: bool = False) -> str:
    plain = number == 1 and not is_former and not kind.startswith(ALWAYS_NUMBERED)
    return kind if plain else f"{kind}.{number}{FORMER if is_former else ''}"


def number_of(kind: str, name: str) -> int | None:
    """The number of a live key of this kind; None for a file that is none."""
    if name == kind and not kind.startswith(ALWAYS_NUMBERED):
        return 1
    rest = name.removeprefix(f"{kind}.")
    found = int(rest) if rest != name and rest.isascii() and rest.isdigit() else 0
    return found if found and name == file_name(kind, found) else None


def live_numbers(kind: str, names: Collection[str]) -> tuple[int, ...]:
    """Newest first."""
    return tuple(sorted((number for name in names if (number := number_of(kind, name))), reverse=True))


def former_numbers(kind: str, names: Collection[str]) -> tuple[int, ...]:
    """Of the retired ones, newest first."""
    found = (name.removesuffix(FORMER) for name in names if name.endswith(FORMER))
    numbers = (int(name.removeprefix(f"{kind}.")) for name in found if _is_numbered(kind, name))
    return tuple(sorted(numbers, reverse=True))


def _is_numbered(kind: str, name: str) -> bool:
    rest = name.removeprefix(f"{kind}.")
    return rest != name and rest.isascii() and rest.isdigit()


def names_in(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()
