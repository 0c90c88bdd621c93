"""How long sealed texts look: powers of two, so that a length tells little."""

LEAST_PADDED = 1024


def pad(plain: bytes, least: int = LEAST_PADDED) -> bytes:
    """A 4-byte length, `plain`, and zeros up to a power of two of at least `least` bytes."""
    framed = len(plain).to_bytes(4, "big") + plain
    target = max(least, 1 << (len(framed) - 1).bit_length())
    return framed.ljust(target, b"\0")


def unpad(padded: bytes) -> bytes:
    """Inverse of `pad`. Raises ValueError when the length or the zeros are wrong."""
    length = int.from_bytes(padded[:4], "big")
    plain, rest = padded[4 : 4 + length], padded[4 + length :]
    if len(plain) != length or rest.strip(b"\0"):
        raise ValueError("not padded")
    return plain
