"""The limited process: bytes in and out without a deadlock; a child that misbehaves in any way is ended and named."""

import os
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.limited_tasks import TASKS
from wbs.evidence.limited import MIB, Broken, Busy, Gate, Limits, TooMuch, isolation, limits_for, run
from wbs.evidence.locks import SCRATCH

QUICK = Limits(wall_seconds=20, memory_bytes=256 * MIB)


def ask(
    task: str, source: Iterable[bytes] = (), limits: Limits = QUICK, **arguments: Any
) -> tuple[dict[str, Any], bytes]:
    with run(task, arguments, source, limits, TASKS) as outcome:
        return outcome.header, b"".join(outcome)


def children() -> set[str]:
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {number for path in listed for number in path.read_text().split()}


def test_much_goes_through_in_both_directions_at_once_in_little_memory() -> None:
    size, piece = 25 * MIB, os.urandom(MIB)
    tracemalloc.start()
    with run("mirror", {"word": "gema"}, (piece for _ in range(25)), limits_for(size), TASKS) as outcome:
        assert outcome.header == {"echo": "gema"}
        received = sum(len(part) for part in outcome)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert received == size and peak < 6 * MIB


def test_odd_pieces_arrive_whole() -> None:
    pieces = [b"", b"a", b"", b"bc" * 100_000, b"", b"d"]
    assert ask("mirror", pieces, word="") == ({"echo": ""}, b"".join(pieces))


def test_a_child_that_has_seen_enough_is_not_fed_on() -> None:
    fed = []

    def endless() -> Iterator[bytes]:
        while True:
            fed.append(1)
            yield b"head" * 100_000

    assert ask("stop_early", endless())[0] == {"first": "head"}
    assert len(fed) < 100


def test_errors_of_the_source_pass_through_and_no_child_stays() -> None:
    def torn() -> Iterator[bytes]:
        yield b"x"
        raise KeyError("torn")

    with pytest.raises(KeyError, match="torn"):
        ask("count", torn())
    assert not children()


@pytest.mark.parametrize(
    ("task", "limits", "what"),
    [
        ("grow", QUICK, "memory"),
        ("spin", replace(QUICK, cpu_seconds=1), "time"),
        ("sleep", replace(QUICK, wall_seconds=1), "time"),
        ("flood", replace(QUICK, output_bytes=8 * MIB), "size"),
    ],
)
def test_too_much_is_named(task: str, limits: Limits, what: str) -> None:
    with pytest.raises(TooMuch) as told:
        ask(task, [b"x"], limits)
    assert told.value.what == what
    assert not children()


@pytest.mark.parametrize(
    ("task", "arguments"),
    [
        ("die", {}),
        ("die", {"half": True}),
        ("fail", {}),
        ("half", {}),
        ("lie", {"wire": ""}),
        ("lie", {"wire": "ffffffff00"}),
        ("lie", {"wire": "0000000568616c6c6f"}),
        ("lie", {"wire": "000000025b5d"}),
        ("lie", {"wire": (struct.pack(">I", 200_000) + b"[" * 200_000).hex()}),
    ],
)
def test_a_child_that_breaks_is_told_without_its_words(task: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(Broken) as told:
        ask(task, [b"isi berkas"], **arguments)
    assert "isi" not in str(told.value)
    assert not children()


def test_what_was_read_half_is_no_success() -> None:
    with run("half", {}, [], QUICK, TASKS) as outcome, pytest.raises(Broken):
        list(outcome)


def test_no_door_gives_way(tmp_path: Path) -> None:
    secret = tmp_path / "ledger.staff"
    secret.write_text("kunci")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "s"))
        local.listen()
        header, _ = ask("reach", secret=str(secret), folder=str(tmp_path), port=server.getsockname()[1],
                        socket=str(tmp_path / "s"))  # fmt: skip
    if {"files", "calls", "network"} <= set(header["held"]):
        assert header["gave_way"] == []
    else:  # a kernel that grants less: what it grants must hold
        assert "network" not in header["held"] or "connect" not in header["gave_way"]
        assert not any(name.startswith("write") for name in header["gave_way"])
    assert header["environment"] == ["LANG"]
    assert not Path(SCRATCH, "wbs-x").exists() and not Path("/dev/shm/wbs-x").exists()


def test_what_holds_here_is_told() -> None:
    assert isolation() <= {"network", "ipc", "names", "mounts", "files", "calls"}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can try what an ordinary account gets")
def test_an_ordinary_account_gets_the_same(tmp_path: Path) -> None:
    """The service runs under its own account; what root may do says nothing."""
    probe = (
        "import os, sys; os.setgid(65534); os.setuid(65534);"
        "from wbs.evidence.limited import isolation; print(*sorted(isolation()))"
    )
    root = Path(__file__).parents[2]
    needed = (root, Path(sys.executable).resolve(), Path(os.__file__).resolve())
    if any(not folder.stat().st_mode & 0o001 for path in needed for folder in path.parents):
        pytest.skip("another account cannot reach project or interpreter here")
    told = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=False)
    assert {"files", "calls"} <= set(told.stdout.split()), told.stderr


def test_a_child_dies_with_its_parent() -> None:
    source = (
        "import sys, time, threading; from tests.evidence.limited_tasks import TASKS;"
        "from wbs.evidence import limited; start = limited._start;"
        "exec('def tell():\\n p = start(); print(p.pid, flush=True); return p'); limited._start = tell;"
        "limited.run('sleep', {}, [], limited.Limits(), TASKS).__enter__()"
    )
    parent = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "\nState:\tZ" in Path(f"/proc/{child}/status").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the child lives on")


def test_the_web_does_not_load_what_the_child_needs() -> None:
    """Nor does the child load what the web needs."""
    heavy = ("PIL", "pikepdf", "lxml", "mutagen", "pillow_heif", "pypdfium2", "flask", "sqlalchemy")
    probe = f"import sys; import wbs.evidence.cleaning; print([name for name in {heavy} if name in sys.modules])"
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_gate_lets_few_through_and_tells_the_others() -> None:
    gate, held, go = Gate(at_once=1, patience=0.05), threading.Event(), threading.Event()

    def occupy() -> None:
        with gate.enter():
            held.set()
            go.wait(10)

    occupant = threading.Thread(target=occupy)
    occupant.start()
    assert held.wait(10)
    with pytest.raises(Busy), gate.enter():
        pass
    go.set()
    occupant.join()
    with gate.enter():
        pass
