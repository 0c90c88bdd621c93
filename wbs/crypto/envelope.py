"""The two ways to close something: `seal` with a key one shares, `seal_key` to a person's public key.

Decides versions, nonces and binding; docs/SEALING.md writes the bytes down. Whatever does not open raises
`Unreadable`, without saying why. HPKE authenticates nobody: it only hands 32-byte keys to directory recipients.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.labels import Part, context, derive
from wbs.crypto.lengths import LEAST_PADDED, pad, unpad

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SYMMETRIC = b"\x01"  # version byte of `seal`
TO_RECIPIENT = b"\x02"  # version byte of `seal_key`
SALT_BYTES = 32
KEY_BYTES = 32
NONCE = bytes(12)  # every message has a key of its own, so the nonce never repeats under a key


def seal(key: bytes, plain: bytes, *where: Part, least: int = LEAST_PADDED) -> bytes:
    """Version, 32-byte salt, AES-256-GCM of the padded `plain` under HKDF(key, salt, where).

    `key` is 32 bytes; `where` names realm, table, row and column, so that nothing can be moved.
    The length is padded to a power of two, at least `least` bytes.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    return SYMMETRIC + salt + _cipher(key, salt, where).encrypt(NONCE, pad(plain, least), None)


def open_sealed(key: bytes, sealed: bytes, *where: Part) -> bytes:
    """The plain bytes of `seal`. Raises Unreadable."""
    if sealed[:1] != SYMMETRIC:
        raise Unreadable
    salt, body = sealed[1 : 1 + SALT_BYTES], sealed[1 + SALT_BYTES :]
    try:
        return unpad(_cipher(key, salt, where).decrypt(NONCE, body, None))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def seal_key(recipient: Recipient, key: bytes, *where: Part) -> bytes:
    """A 32-byte key for one directory recipient: version and HPKE (RFC 9180, base mode, single shot): 1,169 bytes."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    return TO_RECIPIENT + SUITE.encrypt(key, recipient.key, info=context(*where, recipient.key_id))


def open_key(identity: Identity, sealed: bytes, *where: Part) -> bytes:
    """The key of `seal_key`. Raises Unreadable."""
    if sealed[:1] != TO_RECIPIENT:
        raise Unreadable
    try:
        key = SUITE.decrypt(sealed[1:], identity.key, info=context(*where, identity.key_id))
    except (InvalidTag, ValueError):
        raise Unreadable from None
    if len(key) != KEY_BYTES:  # anybody can seal to a public key, and may seal something else than a key
        raise Unreadable
    return key


def _cipher(key: bytes, salt: bytes, where: tuple[Part, ...]) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    return AESGCM(derive(key, "seal", context(*where), salt=salt))
