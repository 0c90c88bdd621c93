"""The written examples, read back: what the tests of the vectors share."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from wbs.crypto.labels import Part

ROOT = Path(__file__).parents[2]
Vector = dict[str, Any]
SEALING: dict[str, Any] = json.loads((ROOT / "tests/vectors/sealing.json").read_text("utf-8"))
HPKE: dict[str, Any] = json.loads((ROOT / "tests/vectors/hpke_grants.json").read_text("utf-8"))
DOCUMENT = ROOT / "docs" / "SEALING.md"


def each(vectors: list[Vector]) -> pytest.MarkDecorator:
    """One test for each vector, by its name."""
    return pytest.mark.parametrize("vector", vectors, ids=lambda vector: f"{vector['name']}: {vector['expect']}")


def parts(where: list[list[Any]]) -> tuple[Part, ...]:
    kinds = {"text": str, "bytes": bytes.fromhex, "uuid": UUID, "int": int}
    return tuple(kinds[kind](value) for kind, value in where)


def raw(vector: Vector, *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]
