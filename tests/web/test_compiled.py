"""Templates compiled once: the second application reads what the first wrote, and never what is stale or damaged."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import jinja2
import pytest
from flask import Flask
from jinja2.nodes import Template

from wbs.web import compiled
from wbs.web.compiled import CompiledTemplates


class Counting(jinja2.Environment):
    """Remembers what it had to compile."""

    def __init__(self, source: str, folder: Path) -> None:
        super().__init__(loader=jinja2.DictLoader({"page": source}), bytecode_cache=CompiledTemplates(folder))
        self.compiled: list[str | None] = []

    def _parse(self, source: str, name: str | None, filename: str | None) -> Template:
        self.compiled.append(name)
        return super()._parse(source, name, filename)

    def draws(self) -> str:
        return self.get_template("page").render(who="Sari")


@pytest.fixture(autouse=True)
def may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_what_was_compiled_once_is_read(tmp_path: Path) -> None:
    first, second = (Counting("Halo {{ who }}.", tmp_path / "new") for _ in range(2))
    assert first.draws() == second.draws() == "Halo Sari."
    assert (first.compiled, second.compiled) == (["page"], [])


def test_nobody_else_may_write_it(tmp_path: Path) -> None:
    former = os.umask(0)
    try:
        Counting("Halo", tmp_path).draws()
    finally:
        os.umask(former)
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o644]


def test_another_source_is_compiled_again_and_takes_its_place(tmp_path: Path) -> None:
    Counting("Halo {{ who }}.", tmp_path).draws()
    assert Counting("Hai {{ who }}.", tmp_path).draws() == "Hai Sari."
    again = Counting("Hai {{ who }}.", tmp_path)
    assert (again.draws(), again.compiled, len([*tmp_path.iterdir()])) == ("Hai Sari.", [], 1)


def test_another_compiler_compiles_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Counting("{{ who }}", tmp_path).draws()
    monkeypatch.setattr(jinja2, "__version__", "4")
    other = Counting("{{ who }}", tmp_path)
    other.draws()
    (tmp_path / "templating.py").touch()
    monkeypatch.setattr(compiled, "HERE", tmp_path)
    another = Counting("{{ who }}", tmp_path)
    another.draws()
    assert other.compiled == another.compiled == ["page"]


@pytest.mark.parametrize("left", [0, 10, 40, 120, -1])
def test_what_was_half_written_is_compiled_again(tmp_path: Path, left: int) -> None:
    Counting("{{ who }}", tmp_path).draws()
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:left])
    again = Counting("{{ who }}", tmp_path)
    assert (again.draws(), again.compiled) == ("Sari", ["page"])


def test_nothing_is_written_where_python_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    Counting("{{ who }}", tmp_path).draws()
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_not_ours_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert Counting("{{ who }}", tmp_path / "file" / "in a file").draws() == "Sari"


@pytest.mark.one_database("templates know no database")
def test_no_filter_is_worked_out_while_compiling(app: Flask) -> None:
    """What it draws may depend on language and zone, and what is compiled is kept for all of them."""
    env, called = app.jinja_env, []

    def noted(name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
        return wraps(apply)(lambda *given, **named: called.append(name) or apply(*given, **named))

    env.filters.update({name: noted(name, apply) for name, apply in env.filters.items()})
    for name in env.list_templates():
        env.compile(env.loader.get_source(env, name)[0], name)
    assert called == []
    env.compile("{{ 'abc' | shown }}")
    assert called == ["shown"], "a literal would have been"
