"""What a task must not be able to do, as tasks: named to `run` by the tests, unknown to the product."""

import ctypes
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

from wbs.evidence.child import Reply
from wbs.evidence.locks import SCRATCH

NAMES = "mirror count grow spin sleep die fail flood stop_early half reach lie".split()
TASKS = {name: f"tests.evidence.limited_tasks:{name}" for name in NAMES}


def mirror(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """Answers with every byte as it comes, long before the last has come."""
    reply.header({"echo": arguments["word"]})
    while piece := source.read(70_001):
        reply.write(piece)


def count(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    reply.header({"size": len(source.read())})


def grow(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    held = []
    while True:
        held.append(bytearray(1 << 24))


def spin(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    while True:
        pass


def sleep(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    time.sleep(600)


def die(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    if arguments.get("half"):
        reply.header({})
        reply.write(b"x" * 1000)
        reply._stream.flush()
    os.kill(os.getpid(), signal.SIGSEGV)
    ctypes.string_at(0)


def fail(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    print("isi berkas")  # noqa: T201 - must reach nobody
    raise ValueError("isi berkas")


def half(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    reply.header({"size": 5000})
    reply.write(b"x" * 1000)
    raise ValueError


def flood(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    reply.header({})
    while True:
        reply.write(bytes(1 << 20))


def stop_early(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    reply.header({"first": source.read(4).decode()})
    source.close()


def lie(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """As a process would that a file has taken over."""
    reply._stream.write(bytes.fromhex(arguments["wire"]))
    reply._stream.flush()
    os._exit(0)


def reach(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """Tries all doors; answers which gave way, and how many bytes the environment has."""
    tries = {
        "read": lambda: Path(arguments["secret"]).read_bytes(),
        "read_password": lambda: Path("/etc/passwd").read_bytes(),
        "read_parent": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "list": lambda: os.listdir(arguments["folder"]),
        "write": lambda: (Path(arguments["folder"]) / "x").write_bytes(b"x"),
        "write_tmp": lambda: Path(SCRATCH, "wbs-x").write_bytes(b"x"),
        "write_shm": lambda: Path("/dev/shm/wbs-x").write_bytes(b"x"),
        "connect": lambda: socket.create_connection(("127.0.0.1", arguments["port"]), 1),
        "unix": lambda: socket.socket(socket.AF_UNIX).connect(arguments["socket"]),
        "pair": socket.socketpair,
        "program": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": os.fork,
        "signal": lambda: os.kill(os.getppid(), 0),
    }
    gave_way = [name for name, attempt in tries.items() if _works(attempt)]
    done = threading.Event()
    threading.Thread(target=done.set).start()
    assert done.wait(5)
    reply.header({"gave_way": gave_way, "environment": sorted(os.environ), "held": arguments["held"]})


def _works(attempt: Any) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True
