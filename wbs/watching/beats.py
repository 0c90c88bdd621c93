"""Signs of life that the worker leaves for the other processes: small files under `run/`, each with one moment.

None of them follows from what a reporter did: they are written every minute, at ticks, and at night.
"""

import json
from datetime import datetime

from wbs.config import Settings
from wbs.keyfolder import shared_mode, write_secret
from wbs.ledger.read import tree_head
from wbs.staff.instance import Instance

MINUTE, TICK, NIGHT = "beat", "beat-tick", "beat-night"


def beat(instance: Instance, now: datetime) -> None:
    """Every minute: the worker lives."""
    _leave(instance.settings, MINUTE, now)


def beat_at_tick(instance: Instance, now: datetime) -> None:
    """Which is also the first that a worker does when it starts."""
    beat(instance, now)
    _leave(instance.settings, TICK, now)


def beat_at_night(instance: Instance, now: datetime) -> None:
    """With the size of the log as it is now: between nights it would tell how many officers read today."""
    _leave(instance.settings, NIGHT, now, ledger_main=tree_head("main").size)


def last(settings: Settings, name: str) -> datetime | None:
    """The moment of the last sign, or None."""
    found = _read(settings, name).get("at")
    return datetime.fromisoformat(found) if isinstance(found, str) else None


def ledger_size_of_the_night(settings: Settings) -> int | None:
    found = _read(settings, NIGHT).get("ledger_main")
    return found if isinstance(found, int) else None


def _leave(settings: Settings, name: str, now: datetime, **more: int) -> None:
    """Whole or not at all."""
    path = settings.var_dir / "run" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = json.dumps({"at": now.isoformat(timespec="seconds"), **more})
    write_secret(path, told.encode("ascii"), shared_mode(path.parent))


def _read(settings: Settings, name: str) -> dict[str, object]:
    try:
        found = json.loads((settings.var_dir / "run" / name).read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
