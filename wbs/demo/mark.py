"""The mark that a demo leaves in its folder: whether it is ready, what it stands on, and the report that is shown.

Decides where a demo may be prepared or served: where nothing is, or what it made itself. Prepares nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import click
import sqlalchemy as sa

from wbs.config import Settings
from wbs.keyfolder import write_secret
from wbs.migrating import is_untouched

READY, UNFINISHED, ON = "siap", "belum siap", " di atas "
OWN_DATABASE, OWN_KEYS = "wbs.db", "keys"
NOT_A_DEMO = "{var} bukan demo. Jalankan `wbs serve`, atau pilih WBS_VAR lain."
OTHER_GROUND = (
    "Demo di {var} disiapkan di atas {noted}, bukan {ground}. Kembalikan DATABASE_URL dan WBS_KEYS seperti waktu itu, "
    "atau pilih WBS_VAR lain."
)
IN_USE = (
    "Basis data {database} sudah berisi, dan isinya bukan dari demo ini. Demo hanya memakai basis data kosong: "
    "pilih DATABASE_URL lain, atau jangan isi DATABASE_URL."
)
LEFT_HALF = (
    "Demo terputus saat disiapkan, dan basis data {database} tidak lagi kosong. Bila isinya hanya demo itu: kosongkan "
    "(dropdb lalu createdb; SQLite: hapus berkasnya), lalu jalankan sekali lagi. Bila tidak: pilih DATABASE_URL dan "
    "WBS_VAR lain."
)


@dataclass(frozen=True)
class Mark:
    """What the file says."""

    is_ready: bool
    ground: str  # the database, and the key folder where it is not its own
    shown: tuple[str, ...] = ()  # number and code of the report that visitors are shown; nothing without a past


def standing_demo(settings: Settings) -> Mark | None:
    """The mark of a demo that is ready; None where one may be prepared: nothing is there, or half a demo of ours.

    Raises ClickException where anything else is. Writes nothing.
    """
    mark, ground = read_mark(settings.var_dir), ground_of(settings)
    if mark is None and settings.keys_dir.exists():
        raise click.ClickException(NOT_A_DEMO.format(var=settings.var_dir))
    if mark is not None and mark.ground != ground:
        raise click.ClickException(OTHER_GROUND.format(var=settings.var_dir, noted=mark.ground, ground=ground))
    if mark is not None and not mark.is_ready and has_own_database(settings):
        return None
    if is_untouched(settings):
        return None
    if mark is None or not mark.is_ready:
        raise click.ClickException((LEFT_HALF if mark else IN_USE).format(database=_database(settings)))
    return mark


def read_mark(var_dir: Path) -> Mark | None:
    """One that does not say what it stands on is from before they did: on the folder's own file."""
    path = _path(var_dir)
    if not path.exists():
        return None
    first, *shown = path.read_text("utf-8").splitlines() or [""]
    state, _, ground = first.partition(ON)
    return Mark(state == READY, ground or OWN_DATABASE, tuple(shown))


def write_mark(var_dir: Path, mark: Mark) -> None:
    lines = [(READY if mark.is_ready else UNFINISHED) + ON + mark.ground, *mark.shown]
    write_secret(_path(var_dir), ("\n".join(lines) + "\n").encode())


def ground_of(settings: Settings) -> str:
    """What a demo stands on, by name: it may be printed, and a folder that is moved keeps it."""
    keys = _seen_from(settings.var_dir, settings.keys_dir)
    return _database(settings) + ("" if keys == OWN_KEYS else f", kunci di {keys}")


def has_own_database(settings: Settings) -> bool:
    """Whether it is the file that `DATABASE_URL` means when it says nothing: a demo's alone, to be begun anew."""
    return _database(settings) == OWN_DATABASE


def _database(settings: Settings) -> str:
    """Without user and password; whoever connects as somebody else still means the same one."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return _seen_from(settings.var_dir, Path(url.database or ""))
    host, port = url.host or url.query.get("host", ""), url.port or url.query.get("port", "")
    return f"{host}:{port or '5432'}/{url.database or ''}"


def _seen_from(folder: Path, path: Path) -> str:
    folder, path = folder.resolve(), path.resolve()
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _path(var_dir: Path) -> Path:
    return var_dir / "DEMO"
