"""Which HMAC keys count for a face, and until where: rotation leaves older ones behind.

A live one still writes until every process has the newest. A retired one proves what it wrote before the entry
`key:retired` and nothing after, so that a key which leaked is worth nothing to whoever has it. Pure.
"""

import hmac
from collections.abc import Mapping

from wbs.keyfolder import LedgerKeys, OlderKey
from wbs.ledger.mac import PreparedKey

RETIRED = "key:retired"


def older_keys(keys: Mapping[str, bytes], face: str) -> tuple[OlderKey, ...]:
    """Newest first; none where each face has one key."""
    return keys.older.get(face, ()) if isinstance(keys, LedgerKeys) else ()


def live_keys(keys: Mapping[str, bytes], face: str) -> tuple[bytes, ...]:
    """Those under which the face may write now, newest first; none for a face whose keys are not here."""
    if face not in keys:
        return ()
    return (keys[face], *(one.key for one in older_keys(keys, face) if not one.is_retired))


def fits(keys: tuple[bytes, ...], label: bytes, mac: bytes) -> bool:
    """Whether one of the keys made this MAC over these bytes."""
    return any(hmac.compare_digest(hmac.digest(key, label, "sha256"), mac) for key in keys)


class Ring:
    """The keys of one face while a log is read from its beginning."""

    def __init__(self, newest: bytes, older: tuple[OlderKey, ...]) -> None:
        self._newest = PreparedKey(newest)
        self._older = {one.number: PreparedKey(one.key) for one in older}
        self._last = self._newest  # entries of one key stand together: it is asked first

    def made(self, message: bytes, mac: bytes) -> bool:
        if self._last.digest(message) == mac:
            return True
        for key in (self._newest, *self._older.values()):
            if key is not self._last and key.digest(message) == mac:
                self._last = key
                return True
        return False

    def retire(self, number: int) -> None:
        """From here on neither this key nor those before it count; the newest always does."""
        self._older = {one: key for one, key in self._older.items() if one > number}
        self._last = self._newest


def rings(keys: Mapping[str, bytes]) -> dict[str, Ring]:
    return {face: Ring(keys[face], older_keys(keys, face)) for face in keys}
