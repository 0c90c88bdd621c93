"""The project's own files, read once: modules of the house with their syntax trees, and what git would carry."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = frozenset({".venv", ".git", "var", "node_modules", "__pycache__"})
TEXT = frozenset({".py", ".md", ".html", ".css", ".js", ".toml", ".po", ".json", ".csv", ".txt", ".service", ".conf"})


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of wbs/ by its dotted name."""
    paths = [path for path in sorted((ROOT / "wbs").rglob("*.py")) if not NOT_OURS & set(path.parts)]
    return {_name(path): ast.parse(path.read_text("utf-8"), str(path)) for path in paths}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str) -> Iterator[str]:
    """Dotted names of what a module imports, wherever in it; `from a import b` gives a.b when that is a module."""
    package = module if f"{module.replace('.', '/')}/__init__.py" in _packages() else module.rpartition(".")[0]
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
            yield from (name if name in modules() else base for name in names)


@cache
def _packages() -> frozenset[str]:
    return frozenset(str(path.relative_to(ROOT)) for path in (ROOT / "wbs").rglob("__init__.py"))


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Calls of a function or method of that name."""
    return [node for node in _all_calls(tree) if called(node) == name]


@cache
def _all_calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


@cache
def attributes(tree: ast.AST) -> frozenset[str]:
    """Dotted names as they are written: `os.environ`, `datetime.now`."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return frozenset(f"{node.value.id}.{node.attr}" for node in found)


def texts(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """Text files of the repository, those with one of the suffixes when given."""
    for path in sorted(ROOT.rglob("*")):
        if not path.is_file() or NOT_OURS & set(path.parts) or path.name.startswith(".") or path.suffix not in TEXT:
            continue
        if any(part.startswith(".") and part != ".ci" for part in path.relative_to(ROOT).parts[:-1]):
            continue
        if not suffixes or path.suffix in suffixes:
            yield path, path.read_text("utf-8")
