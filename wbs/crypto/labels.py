"""Binding: which bytes say where a sealed value belongs and what a derived key is for.

Every part is length-prefixed, so that no two different lists of parts give the same bytes.
"""

from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = b"wbs/v1"

Part = str | bytes | int | UUID


def context(*parts: Part) -> bytes:
    """`parts` as bytes: PREFIX, then for each a 4-byte big-endian length and the part itself.

    Text is UTF-8, a UUID its 16 bytes, an integer 8 bytes big-endian.
    """
    encoded = [_encode(part) for part in parts]
    return PREFIX + b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def derive(key: bytes, *purpose: Part, salt: bytes | None = None, length: int = 32) -> bytes:
    """HKDF-SHA256 (RFC 5869) of `key` for one purpose; `length` in bytes."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=context(*purpose)).derive(key)


def _encode(part: Part) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, UUID):
        return part.bytes
    if isinstance(part, int):
        return part.to_bytes(8, "big")
    return part.encode()
