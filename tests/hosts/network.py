"""Several hosts on one machine: a network namespace each, all on one switch. Needs root and iproute2.

Knows nothing of what runs there. Everything ends with the block: processes first, then the namespaces, and with them
their cables.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

NETWORK = "10.213.77"
SWITCH, OURS = "switch", 254  # our own end of a cable: from here people's browsers come


def require_namespaces() -> None:
    """Skips, and the summary of the run says so aloud."""
    if os.geteuid() or not shutil.which("ip"):
        pytest.skip("NOT INSTALLED: network namespaces (root and iproute2)")
    probe = f"wbs-{os.getpid()}-probe"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode:
        pytest.skip("NOT INSTALLED: network namespaces (the kernel refuses them)")
    _ip("netns", "del", probe)


class Network:
    """Hosts by name, each with one address."""

    def __init__(self) -> None:
        self._mark = f"wbs-{os.getpid()}"
        self._hosts: dict[str, int] = {}
        self._processes: list[subprocess.Popen[bytes]] = []

    def address(self, host: str) -> str:
        return f"{NETWORK}.{self._hosts[host]}"

    def add(self, host: str) -> str:
        """A new host with a cable to the switch; its address."""
        number = len(self._hosts) + 1
        self._hosts[host] = number
        inside = self._namespace(host)
        _ip("netns", "add", inside)
        self._cable(inside, f"h{number}", number)
        _ip("-n", inside, "link", "set", "lo", "up")
        return self.address(host)

    def cut(self, host: str) -> None:
        _ip("-n", self._namespace(SWITCH), "link", "set", f"h{self._hosts[host]}", "down")

    def mend(self, host: str) -> None:
        _ip("-n", self._namespace(SWITCH), "link", "set", f"h{self._hosts[host]}", "up")

    def inside(self, host: str) -> tuple[str, ...]:
        """What stands before a command that runs there."""
        return ("ip", "netns", "exec", self._namespace(host))

    def start(self, host: str, command: list[str], environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            process = subprocess.Popen(
                [*self.inside(host), *command], env={**os.environ, **environ}, stdin=subprocess.DEVNULL,
                stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip
        self._processes.append(process)
        return process

    @contextmanager
    def up(self) -> Iterator["Network"]:
        switch = self._namespace(SWITCH)
        try:
            _ip("netns", "add", switch)
            _ip("-n", switch, "link", "add", "br0", "type", "bridge")
            _ip("-n", switch, "link", "set", "br0", "up")
            self._cable("", "ours", OURS)
            yield self
        finally:
            self._end()

    def _cable(self, inside: str, port: str, number: int) -> None:
        """From a namespace ("" is ours) to a port of the switch."""
        switch, end = self._namespace(SWITCH), f"{self._mark[4:]}e{number}"
        _ip("link", "add", end, "type", "veth", "peer", "name", port, "netns", switch)
        _ip("-n", switch, "link", "set", port, "master", "br0", "up")
        where = ("-n", inside) if inside else ()
        if inside:
            _ip("link", "set", end, "netns", inside)
        _ip(*where, "address", "add", f"{NETWORK}.{number}/24", "dev", end)
        _ip(*where, "link", "set", end, "up")

    def _end(self) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for host in (*self._hosts, SWITCH):
            subprocess.run(["ip", "netns", "del", self._namespace(host)], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", f"{self._mark[4:]}e{OURS}"], capture_output=True, check=False)

    def _namespace(self, host: str) -> str:
        return f"{self._mark}-{host}"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
