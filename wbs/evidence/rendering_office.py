"""Office documents to PDF by LibreOffice, where it is installed. Runs in the limited child, on its private /tmp alone.

Macros do not run and nothing is fetched: the profile is new each time, and there is no network. Without a file system
of its own in memory the task refuses, because LibreOffice reads and writes files and no plain byte may reach a disk.
"""

import ctypes
import os
import signal
import subprocess  # in the limited child alone # nosec B404
from pathlib import Path
from typing import Any, BinaryIO

from wbs.evidence import locks
from wbs.evidence.child import Reply
from wbs.evidence.extracting import Unreadable

SCRATCH = Path(locks.SCRATCH)
SECONDS = 80
PR_SET_PDEATHSIG = 1
PIECE = 1 << 18

libc = ctypes.CDLL(None)


def convert(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """The task `office_pdf`: the document as PDF. `arguments` name the program and the kind."""
    if "mounts" not in arguments["held"]:
        raise Unreadable
    document, profile = SCRATCH / f"document.{arguments['kind']}", SCRATCH / "profile"
    document.write_bytes(source.read())
    command = [str(arguments["program"]), "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
               f"-env:UserInstallation=file://{profile}", "--convert-to", "pdf", "--outdir", str(SCRATCH),
               str(document)]  # fmt: skip
    with open(os.devnull, "rb") as nothing:  # may be read in here; what is printed already goes nowhere
        subprocess.run(  # noqa: S603 - the program is found by the parent, no word of a stranger's # nosec B603
            command, env={"HOME": str(SCRATCH), "LANG": "C.UTF-8"}, cwd=SCRATCH, stdin=nothing, timeout=SECONDS,
            check=False, preexec_fn=_die_with_us,
        )  # fmt: skip
    made = document.with_suffix(".pdf")
    if not made.exists():
        raise Unreadable
    reply.header({})
    with made.open("rb") as pdf:
        while piece := pdf.read(PIECE):
            reply.write(piece)


def _die_with_us() -> None:
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
