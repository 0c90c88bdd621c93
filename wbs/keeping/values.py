"""How a row is written down so that either database takes it: a kind for each column, and JSON for each value.

The kinds stand in the archive beside the names, so that an archive of an older revision opens by what it says itself.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from wbs.crypto.failures import Unreadable
from wbs.db import AwareTime


@dataclass(frozen=True)
class Kind:
    """One kind of column: what binds it to a database, and how its values become JSON and come back."""

    type: Any
    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


def _exactly(*types: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) not in types:
            raise TypeError
        return value

    return check


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


KINDS: Mapping[str, Kind] = {
    "uuid": Kind(sa.Uuid(), lambda value: value.hex, lambda value: UUID(hex=value)),
    "bytes": Kind(
        sa.LargeBinary(),
        lambda value: base64.b64encode(value).decode("ascii"),
        lambda value: base64.b64decode(value, validate=True),
    ),
    "time": Kind(AwareTime(), lambda value: value.astimezone(UTC).isoformat(), _moment),
    "date": Kind(sa.Date(), date.isoformat, date.fromisoformat),
    "bool": Kind(sa.Boolean(), bool, _exactly(bool)),
    "int": Kind(sa.BigInteger(), int, _exactly(int)),
    "real": Kind(sa.Double(), float, _exactly(float, int)),
    "text": Kind(sa.Text(), str, _exactly(str)),
}

_BY_TYPE = (  # the first that fits
    (sa.Uuid, "uuid"), (sa.LargeBinary, "bytes"), (AwareTime, "time"), (sa.Date, "date"), (sa.Boolean, "bool"),
    (sa.Integer, "int"), (sa.Float, "real"), (sa.String, "text"),
)  # fmt: skip


def kind_of(column: sa.Column[Any]) -> str:
    """Raises LookupError for a type that no archive can carry yet."""
    for wanted, kind in _BY_TYPE:
        if isinstance(column.type, wanted):
            return kind
    raise LookupError(str(column))


def to_json(kinds: Sequence[str], row: Sequence[Any]) -> list[Any]:
    return [None if value is None else KINDS[kind].to_json(value) for kind, value in zip(kinds, row, strict=True)]


def from_json(columns: Mapping[str, str], row: Any) -> dict[str, Any]:
    """`columns` is name -> kind. Raises Unreadable for what such a row cannot be."""
    try:
        return {
            name: None if value is None else KINDS[kind].from_json(value)
            for (name, kind), value in zip(columns.items(), row, strict=True)
        }
    except (TypeError, ValueError, AttributeError):
        raise Unreadable from None
