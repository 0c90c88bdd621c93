"""Binding: which bytes say where a sealed value belongs and what a derived key is for.

Every part is length-prefixed, so that no two different lists of parts give the same bytes.
"""

from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = b"wbs/v1"
SHA256 = hashes.SHA256()

Part = str | bytes | int | UUID


def context(*parts: Part) -> bytes:
    """`parts` as bytes: PREFIX, then for each a 4-byte big-endian length and the part itself.

    Text is UTF-8, a UUID its 16 bytes, an integer 8 bytes big-endian.
    """
    whole = PREFIX
    for part in parts:
        if isinstance(part, str):
            raw = part.encode()
        elif isinstance(part, bytes):
            raw = part
        elif isinstance(part, UUID):
            raw = part.bytes
        else:
            raw = part.to_bytes(8, "big")
        whole += len(raw).to_bytes(4, "big") + raw
    return whole


def derive(key: bytes, *purpose: Part, salt: bytes | None = None, length: int = 32) -> bytes:
    """HKDF-SHA256 (RFC 5869) of `key` for one purpose; `length` in bytes."""
    return HKDF(algorithm=SHA256, length=length, salt=salt, info=context(*purpose)).derive(key)


@lru_cache(maxsize=64)
def derive_lasting(key: bytes, purpose: str) -> bytes:
    """`derive` of a key of the installation, which this process holds as long as it lives: derived once.

    Never of a key of a case, a code or a form: what is kept here outlives the request.
    """
    return derive(key, purpose)
