"""A terminal of its own for one command: what is asked is answered, and everything on the screen is kept."""

import os
import pty
import re
import select
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 180
BEFORE_A_KEY_S = 0.2  # what is typed before a question is drawn, the terminal throws away


def on_a_terminal(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], answers: Mapping[str, str]
) -> tuple[int, str]:
    """Its exit code and what stood on the screen. `answers`: what to type whenever a pattern appears."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(command[0], list(command), dict(environ))
    try:
        text = _watch(screen, answers)
    finally:
        os.close(screen)  # one that still asks ends with it
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def _watch(screen: int, answers: Mapping[str, str]) -> str:
    raw, answered, deadline = b"", 0, time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if not select.select([screen], [], [], 0.2)[0]:
            continue
        piece = b""
        with suppress(OSError):  # the other side is gone
            piece = os.read(screen, 1 << 16)
        if not piece:
            break
        raw += piece
        new = raw[answered:].decode("utf-8", "replace")
        if typed := next((typed for pattern, typed in answers.items() if re.search(pattern, new)), None):
            answered = len(raw)
            time.sleep(BEFORE_A_KEY_S)
            os.write(screen, typed.encode())
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")
