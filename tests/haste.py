"""What makes the tests quick without making them check less."""

import gc
import marshal
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from _pytest.assertion import rewrite
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.routing import Rule

from wbs.organisation import names
from wbs.staff import directory
from wbs.web import files

TESTS = Path(__file__).parent
MEMORY = Path("/dev/shm")
MEMORY_WANTED = 4 << 30  # a run takes a tenth of that
SELDOM = 20_000  # objects more than before
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
    """Once a process: reading the addresses of eighty rules took most of the time of making an application."""
    compiled: dict[tuple[Any, ...], dict[str, Any]] = {}
    compile_ = Rule.compile

    def compiled_once(rule: Rule) -> None:
        if rule.defaults or rule.subdomain or rule.host:
            return compile_(rule)
        key = (rule.rule, rule.merge_slashes, *rule.map.converters)
        if key not in compiled:
            compile_(rule)
            compiled[key] = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
            compiled[key] |= {name: getattr(rule, name).__func__ for name in ("_build", "_build_unknown")}
            return None
        for name, value in compiled[key].items():
            setattr(rule, name, value.__get__(rule) if name.startswith("_build") else value)
        return None

    Rule.compile = compiled_once


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


def read_directories_once() -> None:
    """What a signed document says; its signature is checked each time."""
    read: dict[bytes, Any] = {}
    parsed = directory._parsed

    def parsed_once(document: dict[str, Any]) -> Any:
        said = marshal.dumps(document, 2)  # without references: the same for what is the same
        if said not in read:
            read[said] = parsed(document)
        return read[said]

    directory._parsed = parsed_once


def read_static_files_once() -> None:
    """Packed as small as it goes, they took an eighth of the time of making an application."""
    files._read = cache(files._read)


def share_rewritten_asserts(config: pytest.Config) -> None:
    """Every process of a run would rewrite the asserts of all files: each does its share and reads the others'."""
    given = getattr(config, "workerinput", None)
    if given is None:
        return
    folder = config.cache.mkdir("asserts")
    rewrite.get_cache_dir = lambda path: folder.joinpath(*path.parent.parts[1:])
    state = config.stash[rewrite.assertstate_key]
    longest_first = sorted(TESTS.rglob("test_*.py"), key=lambda path: (-path.stat().st_size, path))
    for path in longest_first[int(given["workerid"].removeprefix("gw")) :: given["workercount"]]:
        pyc = rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(path, pyc) is None:
            pyc.parent.mkdir(parents=True, exist_ok=True)
            hashed, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, hashed, pyc)


def leave_modules_alone() -> None:
    """What was imported lives as long as the process: nothing in it needs to be looked through for garbage.

    Nor, every few hundred objects, what a test holds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)


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
    folder = path.relative_to(TESTS).parent
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)
