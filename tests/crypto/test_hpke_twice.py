"""Grants are standard HPKE: a second implementation, written here from the specifications, opens the same bytes.

X-Wing (draft-connolly-cfrg-xwing-kem) and the key schedule of RFC 9180 out of ML-KEM, X25519, SHA-3 and HMAC alone;
the specification's own vector checks this reader before it checks ours.
"""

import hmac
from hashlib import sha3_256, shake_256

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.crypto.vectors import HPKE, SEALING, Vector, each, raw

CIPHERTEXT_M, ENC = 1088, 1120
OURS, PUBLISHED = bytes.fromhex("647a00010002"), bytes.fromhex("647a00010003")  # kem, kdf, aead
XWING_LABEL = bytes.fromhex("5c2e2f2f5e5c")  # a little drawing of an X-wing


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def expand(key: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand, RFC 5869."""
    out, block, number = b"", b"", 1
    while len(out) < length:
        block = hmac_sha256(key, block + info + bytes([number]))
        out, number = out + block, number + 1
    return out[:length]


def decapsulate(seed: bytes, enc: bytes) -> bytes:
    expanded = shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    ct_m, ct_x = enc[:CIPHERTEXT_M], enc[CIPHERTEXT_M:]
    ss_x = x25519.exchange(X25519PublicKey.from_public_bytes(ct_x))
    pk_x = x25519.public_key().public_bytes_raw()
    return sha3_256(mlkem.decapsulate(ct_m) + ss_x + ct_x + pk_x + XWING_LABEL).digest()


def key_schedule(shared: bytes, info: bytes, suite: bytes) -> tuple[bytes, bytes]:
    """(key, base nonce) of base mode, RFC 9180, section 5.1."""
    suite_id = b"HPKE" + suite

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac_sha256(salt, b"HPKE-v1" + suite_id + label + ikm)

    def labeled_expand(secret: bytes, label: bytes, about: bytes, length: int) -> bytes:
        return expand(secret, length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + about, length)

    about = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return labeled_expand(secret, b"key", about, 32), labeled_expand(secret, b"base_nonce", about, 12)


def test_the_second_reader_agrees_with_the_specification() -> None:
    vector = HPKE["published"]
    seed, info, enc, shared = raw(vector, "seed", "info", "enc", "shared_secret")
    assert vector["suite_id"] == (b"HPKE" + PUBLISHED).hex()
    assert decapsulate(seed, enc) == shared
    assert key_schedule(shared, info, PUBLISHED) == tuple(raw(vector, "key", "base_nonce"))


@each([vector for vector in HPKE["grants"] if vector["expect"] == "opens"])
def test_the_second_reader_opens_our_grants(vector: Vector) -> None:
    assert second_reading(vector).hex() == vector["key"]


@each([vector for vector in HPKE["grants"] if vector["expect"] in ("wrong_key", "wrong_context", "swapped_rows")])
def test_the_second_reader_refuses_what_we_refuse(vector: Vector) -> None:
    with pytest.raises(InvalidTag):
        second_reading(vector)


def second_reading(vector: Vector) -> bytes:
    sealed, info = raw(vector, "sealed", "info")
    enc, body = sealed[1 : 1 + ENC], sealed[1 + ENC :]
    seed = bytes.fromhex(HPKE["recipients"][vector["to"]]["seed"])
    key, nonce = key_schedule(decapsulate(seed, enc), info, OURS)
    return AESGCM(key).decrypt(nonce, body, b"")


@each([vector for vector in SEALING["seals"] if vector["expect"] == "opens"])
def test_the_envelope_needs_nothing_but_hmac_and_aes(vector: Vector) -> None:
    key, sealed, plain = raw(vector, "key", "sealed", "plain")
    where = written_out(*(encoded(*part) for part in vector["where"]))
    derived = expand(hmac_sha256(sealed[1:33], key), written_out(b"seal", where), 32)
    padded = AESGCM(derived).decrypt(bytes(12), sealed[33:], b"")
    assert padded == (len(plain).to_bytes(4, "big") + plain).ljust(len(padded), b"\0")


def written_out(*parts: bytes) -> bytes:
    return b"wbs/v1" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def encoded(kind: str, value: str) -> bytes:
    return bytes.fromhex(value.replace("-", "")) if kind in ("uuid", "bytes") else value.encode()
