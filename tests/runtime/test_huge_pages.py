"""What a process has written much of lies in huge pages afterwards, and holds what it held."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.server import Server, running_server
from tests.visitor import Visitor
from wbs.runtime import huge_pages
from wbs.runtime.sweeper import PAUSE_SECONDS, WARM

# Forked like the web server from a parent with 60 MB, of which it writes the first half, without rights over others.
FORKED = """
import os, re
from wbs.runtime import huge_pages
from wbs.runtime.process import keep_memory_private

def in_huge_pages():
    return sum(int(kb) for kb in re.findall(r"AnonHugePages: +(\\d+) kB", huge_pages.SMAPS.read_text())) << 10

keep_memory_private()
texts = [bytes([number % 251]) * 120 for number in range(400_000)]
if os.fork():
    raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))
if not os.getuid():
    os.setgid(65534), os.setuid(65534)
for text in texts[:200_000]:
    names = [text]  # counts its names, and so is written
before, gathered = in_huge_pages(), huge_pages.gather()
assert all(text == bytes([number % 251]) * 120 for number, text in enumerate(texts))
print(before, gathered, in_huge_pages(), len(huge_pages._heap()), flush=True)
os._exit(0)
"""


def test_what_a_process_has_written_lies_in_huge_pages_and_nothing_is_lost() -> None:
    environ = {**os.environ, "PYTHONMALLOC": "malloc"}
    told = subprocess.run([sys.executable, "-c", FORKED], env=environ, capture_output=True, text=True, check=True)
    before, gathered, after, areas = (int(figure) for figure in told.stdout.split())
    if not gathered:
        pytest.skip("this kernel does not lay memory together when asked")
    assert before == 0
    assert after == gathered * huge_pages.HUGE
    assert 10 <= gathered <= 20  # of some 32: not what it shares with its parent
    assert areas < 8  # and it puts most of the areas together again that it took apart


@pytest.mark.parametrize("text", [None, b"", b"\xff\xfe [heap]\n", b"5500-5600 rw-p 0 0 0 [heap]\nRss: 4 kB\n"])
def test_where_nothing_tells_of_memory_all_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: bytes | None
) -> None:
    """An error would end the thread that clears what requests leave behind."""
    monkeypatch.setattr(huge_pages, "SMAPS", tmp_path / "smaps")
    if text is not None:
        huge_pages.SMAPS.write_bytes(text)
    assert huge_pages.gather() == 0


@pytest.mark.drill
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may look into the memory of a process that is not dumpable")
def test_the_web_server_does_so_once_ten_answers_have_shown_what_they_touch() -> None:
    with running_server() as server, Visitor(server.url) as visitor:
        before = _in_huge_pages(server)
        for _ in range(WARM):
            visitor.get("/")
        time.sleep(3 * PAUSE_SECONDS)
        after = _in_huge_pages(server)
    assert (before, after > 0) == (0, _kernel() >= (6, 1))


def _in_huge_pages(server: Server) -> int:
    texts = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in server.web_pids()]
    return sum(int(found) for text in texts for found in re.findall(r"AnonHugePages: +(\d+) kB", text))


def _kernel() -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])
