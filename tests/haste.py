"""What makes the tests quick without making them check less."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.routing import Rule

from wbs.organisation import names

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


def compile_routes_once() -> None:
    """Once a process: building the addresses of eighty rules took most of the time of making an application."""
    compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    compile_ = Rule._compile_builder

    def compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return compile_(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compiled_once


def compile_statements_once() -> None:
    """Once a process and kind of database: every engine would compile anew what the last one knew."""
    compiled: dict[str, Any] = {}
    Engine._compiled_cache = property(
        lambda engine: compiled[engine.dialect.name],
        lambda engine, own: compiled.setdefault(engine.dialect.name, own) and None,
    )
    # A statement is compiled for a dialect; those of one process and name are alike.
    DefaultDialect.__hash__ = lambda dialect: hash((type(dialect), dialect.server_version_info))
    DefaultDialect.__eq__ = lambda dialect, other: type(dialect) is type(other) and (
        dialect.server_version_info == other.server_version_info
    )


def work_out_names_once() -> None:
    """The words in the names of 1,800 units: the same in every test."""
    names._plain = cache(names._plain)


def leave_modules_alone() -> None:
    """What was imported lives as long as the process: nothing in it needs to be looked through for garbage."""
    gc.collect()
    gc.freeze()


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
