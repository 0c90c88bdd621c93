"""The private directory key as a file under eight drawn words: it is made by `wbs init`, leaves the machine, and comes
back only when people change.

Whoever has it can add a reader to every future case, so it never lies in clear and never beside the installation.
Decides the bytes of the file (docs/SEALING.md, "Directory"); does not know what is signed.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.passphrase import LOCK_BYTES, PhraseLock

MAGIC = b"wbs directory key\n\x01"
PUBLIC_BYTES = 32


def lock_directory_key(key: Ed25519PrivateKey, words: str, gate: Gate) -> bytes:
    """The file: magic, public key, lock, and the private key sealed under the words."""
    lock, public = PhraseLock.new(), key.public_key().public_bytes_raw()
    sealed = seal(lock.key(words, gate), key.private_bytes_raw(), "directory_key", public, least=64)
    return MAGIC + public + lock.to_bytes() + sealed


def unlock_directory_key(raw: bytes, words: str, gate: Gate) -> Ed25519PrivateKey:
    """Raises Unreadable (also for another file), UnknownWord, WrongCount."""
    at_lock = len(MAGIC) + PUBLIC_BYTES
    at_seal = at_lock + LOCK_BYTES
    public, lock = raw[len(MAGIC) : at_lock], raw[at_lock:at_seal]
    if not raw.startswith(MAGIC) or len(public) != PUBLIC_BYTES:
        raise Unreadable
    private = open_sealed(PhraseLock.from_bytes(lock).key(words, gate), raw[at_seal:], "directory_key", public)
    key = Ed25519PrivateKey.from_private_bytes(private)
    if key.public_key().public_bytes_raw() != public:
        raise Unreadable
    return key
