"""A passkey in software, for tests: what a device answers, byte by byte (WebAuthn level 2, ES256, no attestation)."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from wbs.staff.passkey_wraps import QUESTION

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


@dataclass
class Authenticator:
    """One device with one key. `flags` and `origin` can be turned into what a hostile one would say."""

    host: str = "127.0.0.1"
    origin: str = "http://127.0.0.1:8080"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    secret: bytes | None = None  # of a device that answers questions (PRF)

    def create(self, challenge: bytes) -> str:
        """The answer to `navigator.credentials.create`."""
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._cose()
        data = self._data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", challenge, attestationObject=attestation)

    def get(self, challenge: bytes) -> str:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        data = self._data(0)
        client = self._client("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer("webauthn.get", challenge, authenticatorData=data, signature=signature)

    def _data(self, more: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: bytes) -> bytes:
        said = {"type": kind, "challenge": b64(challenge), "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, kind: str, challenge: bytes, **parts: bytes) -> str:
        response: dict[str, Any] = {name: b64(part) for name, part in parts.items()}
        response["clientDataJSON"] = b64(self._client(kind, challenge))
        answer = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
        if self.secret is not None:
            answer["prf"] = b64(hmac.digest(self.secret, QUESTION, hashlib.sha256))
        return json.dumps(answer)

    def _cose(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return bytes(cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}))
