"""Units as systemd reads them, as far as the tests need: settings of a section, environment, credentials, command."""

import shlex
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("public", "staff", "worker", "scheduler")


@dataclass(frozen=True)
class Unit:
    """A service with the drop-in of its family. Each setting has the list of its values, in order."""

    name: str
    settings: dict[str, list[str]]

    def one(self, name: str) -> str:
        return self.settings[name][-1]

    @property
    def credentials(self) -> dict[str, Path]:
        pairs = (value.split(":", 1) for value in self.settings.get("LoadCredential", ()))
        return {name: Path(path) for name, path in pairs}

    def environ(self, credentials: Path) -> dict[str, str]:
        """What the process finds: the unit's own variables, then those of its file, which win."""
        words = [word for line in self.settings["Environment"] for word in shlex.split(line)]
        text = Path(self.one("EnvironmentFile")).read_text("utf-8")
        words += [line for line in text.splitlines() if line and not line.startswith("#")]
        return dict(word.replace("%d", str(credentials)).split("=", 1) for word in words)


def read_unit(folder: Path, service: str) -> Unit:
    settings: dict[str, list[str]] = defaultdict(list)
    for path in (folder / f"wbs-{service}.service", folder / "wbs-.service.d" / "sandbox.conf"):
        section = ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("["):
                section = line
            elif line and not line.startswith("#") and section == "[Service]":
                name, _, value = line.partition("=")
                settings[name].append(value)
    return Unit(f"wbs-{service}", settings)
