"""A table of a founding file, read key by key: what is missing, of another kind or unknown becomes a Bahasa sentence.

All mistakes are collected, so that an office mends its file once. Knows no key by name.
"""

from collections.abc import Mapping
from typing import Any


class Table:
    """`where` names the table in sentences; `problems` is shared by all tables of one file."""

    def __init__(self, values: object, where: str, problems: list[str]) -> None:
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        self._where, self._problems, self._asked = where, problems, set[str]()
        if values is None:
            problems.append(f"{where} belum ada. Salin bagian itu dari `wbs init --template`.")
        elif not isinstance(values, dict):
            problems.append(f"{where} harus berupa bagian dengan isi `nama = nilai`.")

    def text(self, key: str, default: str | None = None) -> str:
        """Without a default the key must be there, and not empty."""
        value = self._take(key, default)
        if not isinstance(value, str):
            self.wrong(key, 'harus teks dalam tanda kutip, misalnya "..."')
            return ""
        if default is None and not value.strip():
            self.wrong(key, "harus diisi")
        return value.strip()

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, list(default) if default is not None else None)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(key, 'harus daftar teks, misalnya ["satu", "dua"]')
            return ()
        return tuple(one.strip() for one in value if one.strip())

    def number(self, key: str) -> int:
        value = self._take(key, None)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, "harus bilangan bulat")
            return 0
        return value

    def pairs(self, key: str) -> dict[str, str]:
        """A part of `name = "text"` lines; empty when it is not there."""
        value = self._take(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            self.wrong(key, 'harus berisi baris `nama = "teks"`')
            return {}
        return dict(value)

    def table(self, key: str) -> "Table":
        where = f"{self._where}.{key}".removeprefix("berkas.")
        return Table(self._take(key, None, may_miss=True), where, self._problems)

    def tables(self, key: str) -> list["Table"]:
        """Every `[[key]]`, numbered from 1 in sentences."""
        value = self._take(key, [])
        rows = value if isinstance(value, list) else []
        if not isinstance(value, list):
            self.wrong(key, f"ditulis sebagai [[{key}]], satu untuk tiap orang")
        return [Table(row, f"{key} ke-{place}", self._problems) for place, row in enumerate(rows, start=1)]

    def wrong(self, key: str, what: str) -> None:
        self._problems.append(f"{self._where}: `{key}` {what}.")

    def refuse_strangers(self) -> None:
        """Call last: a key that nothing asked for is a slip of the pen."""
        for key in self._values.keys() - self._asked:
            self.wrong(key, f"tidak dikenal; yang dikenal: {', '.join(sorted(self._asked))}")

    def _take(self, key: str, default: object, may_miss: bool = False) -> Any:
        self._asked.add(key)
        if key not in self._values and default is None and not may_miss and self._values:
            self.wrong(key, "belum ada")
        return self._values.get(key, default if default is not None else (None if may_miss else ""))
