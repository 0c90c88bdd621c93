"""One machine of a small office, on which the document's commands are run as they are written.

Three things differ from a machine of an office. Its folders lie below one of ours: `/etc/`, `/srv/`, `/media/` and
`/root/` are read as that. What belongs to Debian (`apt-get`, `make`, `systemd-*`, `nginx`, and copying into
`/etc/nginx`) is taken as done: tests/deploy tries these. And there is no systemd: `systemctl` starts and stops the
processes of the units from here.
"""

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.machine import Machine, make_folders, relocate
from tests.deploy.proxy import Proxy
from tests.journeys.operations.terminal import on_a_terminal
from wbs.installing.plan import PROGRAM

PUBLIC = "https://lapor.pesawarankab.go.id"
DEBIANS = ("apt-get ", "make ", "systemd-", "nginx ", "cp /etc/wbs/proxy/", "rm -f /etc/nginx/")
SERVICES = ("public", "staff", "worker")
EXAMPLE_ARCHIVE = re.compile(r"wbs-\d{8}-\d{6}\.cadangan")
OURS = ("etc", "srv", "media", "root")


@dataclass
class Office:
    """`settings` go into every file of settings, as an operator would write them."""

    made: Machine
    settings: Mapping[str, str]
    proxy: Proxy | None = None
    folder: Path = Path("/")
    said: dict[str, str] = field(default_factory=dict)

    def run(self, line: str, answers: Mapping[str, str] | None = None) -> str:
        """What the screen showed; the command must end well."""
        if line.startswith("cd "):
            self.folder = Path(self._here(line.removeprefix("cd ")))
        elif line.startswith("systemctl "):
            self._services(line.split())
        elif not line.startswith(DEBIANS):
            code, screen = self.try_out(line, answers)
            assert code == 0, f"{line}\n{screen}"
            self.said[line] = screen
        return self.said.get(line, "")

    def try_out(self, line: str, answers: Mapping[str, str] | None = None) -> tuple[int, str]:
        if " -m wbs install " in line:
            return self._install(line)
        path = f"{self.made.root / 'usr/local/sbin'}:{os.environ['PATH']}"
        environ = {**os.environ, "PATH": path, "COLUMNS": "120", "TERM": "dumb"}
        if self.proxy:
            environ["SSL_CERT_FILE"] = str(self.proxy.folder / "lapor.pem")
        return on_a_terminal(["bash", "-c", self._here(line)], self.folder, environ, answers or {})

    def _here(self, line: str) -> str:
        root = str(self.made.root)
        for name in OURS:
            line = re.sub(rf"(?<![\w/.]){f'/{name}/'}", f"{root}/{name}/", line)
        line = line.replace("/opt/wbs", str(PROGRAM))
        if self.proxy:
            line = line.replace(PUBLIC, f"https://localhost:{self.proxy.tls_port}")
        archives = sorted(path.name for path in (self.made.root / "srv/cadangan").glob("*.cadangan"))
        return EXAMPLE_ARCHIVE.sub(archives[-1], line) if archives else line

    def _install(self, line: str) -> tuple[int, str]:
        done = on_a_terminal(
            ["bash", "-c", f"{line} --root {shlex.quote(str(self.made.root))}"], PROGRAM, os.environ, {}
        )
        relocate(self.made)
        make_folders(self.made)
        written = "".join(f"{name}={value}\n" for name, value in self.settings.items())
        for path in (self.made.root / "etc/wbs").glob("*.env"):
            path.write_text(path.read_text("utf-8") + written, "utf-8")
        return done

    def _services(self, words: list[str]) -> None:
        if words[1] in ("stop", "restart"):
            self.stop()
        if words[1] in ("start", "restart") or words[1:3] == ["enable", "--now"]:
            self.start()

    def start(self) -> None:
        for service in SERVICES:
            self.made.start(service)
        for face in ("public", "staff"):
            self.made.wait_for(face)

    def stop(self) -> None:
        for process in self.made.processes.values():
            process.terminate()
        for process in self.made.processes.values():
            process.wait(30)
        self.made.processes.clear()


@contextmanager
def office(settings: Mapping[str, str]) -> Iterator[Office]:
    root = Path(tempfile.mkdtemp(prefix="wbs-office-"))
    made = Machine(root, None)
    for folder in ("root", "srv", "media/kunci", "media/usb"):
        (root / folder).mkdir(parents=True)
    opened = Office(made, settings, folder=root)
    try:
        yield opened
    finally:
        with suppress(OSError):
            made.stop()
        shutil.rmtree(root, ignore_errors=True)
