"""Which file of deploy/ goes where, and what is put in place of the examples in it. Pure but for reading deploy/.

The files there are whole and valid by themselves, with example names; installing replaces these names and nothing else.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from wbs.installing.credentials import NEEDED, with_credentials

PROGRAM = Path(__file__).parents[2]
EXAMPLE_PROGRAM, EXAMPLE_PUBLIC, EXAMPLE_STAFF = "/opt/wbs", "lapor.contoh.go.id", "kantor.contoh.go.id"
PLACES = {  # folder of deploy/ -> where its files go, and their mode
    "systemd": ("etc/systemd/system", 0o644),
    "sysusers.d": ("etc/sysusers.d", 0o644),
    "tmpfiles.d": ("etc/tmpfiles.d", 0o644),
    "settings": ("etc/wbs", 0o640),
    "nginx": ("etc/wbs/proxy", 0o644),
    "caddy": ("etc/wbs/proxy", 0o644),
    "tor": ("etc/wbs/proxy", 0o644),
    "": ("usr/local/sbin", 0o755),
}
STAYS_IN_THE_PROGRAM = frozenset({"busy.html"})


@dataclass(frozen=True)
class Names:
    """What an installation is called: the hosts of both faces, and the folder of the program."""

    public_host: str
    staff_host: str
    program: Path = PROGRAM


@dataclass(frozen=True)
class Planned:
    """One file to be there: its path below the root, its mode and its text. `is_theirs` once written: the operator's
    settings are never written again."""

    path: PurePosixPath
    mode: int
    text: str
    is_theirs: bool = False


def plan(names: Names, keys: Collection[str] = ()) -> tuple[Planned, ...]:
    """Every file of an installation; `keys` are the names in its key folder."""
    return tuple(_planned(folder, source, names, keys) for folder, source in _sources(PROGRAM / "deploy"))


def _sources(deploy: Path) -> Iterator[tuple[str, PurePosixPath]]:
    for path in sorted(deploy.rglob("*")):
        if path.is_file() and path.name not in STAYS_IN_THE_PROGRAM:
            relative = PurePosixPath(path.relative_to(deploy))
            yield (relative.parts[0] if len(relative.parts) > 1 else ""), relative


def _planned(folder: str, source: PurePosixPath, names: Names, keys: Collection[str]) -> Planned:
    place, mode = PLACES[folder]
    text = (PROGRAM / "deploy" / source).read_text("utf-8")
    service = source.stem.removeprefix("wbs-")
    if source.suffix == ".service" and service in NEEDED:
        text = with_credentials(text, service, keys)
    below = source.relative_to(folder) if folder else source
    return Planned(PurePosixPath(place) / below, mode, _named(text, names), is_theirs=folder == "settings")


def _named(text: str, names: Names) -> str:
    for example, name in (
        (EXAMPLE_PROGRAM, str(names.program)), (EXAMPLE_PUBLIC, names.public_host), (EXAMPLE_STAFF, names.staff_host),
    ):  # fmt: skip
        text = text.replace(example, name)
    return text
