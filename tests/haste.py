"""What makes the tests quick without making them check less."""

import os
import shutil
import tempfile
from pathlib import Path
from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

MEMORY = Path("/dev/shm")
MEMORY_WANTED = 4 << 30  # a run takes a tenth of that
LONGEST = (Path("journeys"), Path("security"))


class CompiledOnce(BytecodeCache):
    """Keeps the code of each template as long as its source is the same."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def compile_templates_once() -> None:
    """Once a process and not once an application: every test makes one, and compiling took half its time."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}


def keep_files_in_memory() -> None:
    """Every commit waits for the disk, and thousands of commits are made on folders that nobody wants afterwards.

    The databases do all they do on a disk; only a power cut could tell the difference, and no test makes one.
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_WANTED:
        os.environ["TMPDIR"] = str(MEMORY)  # child processes inherit it
        tempfile.tempdir = None  # asks anew


def order(path: Path) -> int:
    """The folders with the longest files come first: whoever started one last would let the other cores wait."""
    folder = path.relative_to(Path(__file__).parent).parent
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)
