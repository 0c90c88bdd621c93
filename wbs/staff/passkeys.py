"""Passkeys (WebAuthn level 2): what a browser is asked, and whether its answer holds. Knows no table.

Decides that the person must be verified by the device, and that no attestation is wanted: which maker a key has is not
ours to know. Each is asked to be one that a browser finds without being told whose, and to answer the fixed question of
passkey_wraps.py; one that can do neither is a second step all the same. A challenge is drawn from seed, session and a
count, so nothing is stored before it is used, and it counts once because the count moves on.
"""

import base64
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from wbs.config import Settings
from wbs.crypto.labels import derive
from wbs.staff.passkey_wraps import ANSWER_BYTES, QUESTION


@dataclass(frozen=True)
class Passkey:
    """What is kept of one: its id at the device, and the public key (COSE) that its signatures are held against."""

    credential_id: bytes
    public_key: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        values = {"id": self.credential_id, "key": self.public_key}
        return json.dumps({name: base64.b64encode(value).decode() for name, value in values.items()}).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Passkey":
        values = json.loads(raw)
        return cls(base64.b64decode(values["id"]), base64.b64decode(values["key"]))


def are_possible(settings: Settings) -> bool:
    """Browsers bind a passkey to the name of a host: none can be made for a bare address."""
    try:
        ipaddress.ip_address(_host(settings))
    except ValueError:
        return True
    return False


def challenge(seed: bytes, session_hash: bytes, count: int) -> bytes:
    return derive(seed, "challenge", session_hash, count)


def to_register(settings: Settings, person: UUID, name: str, known: Sequence[Passkey], wanted: bytes) -> str:
    """The options of `navigator.credentials.create` as JSON."""
    lib = _library()
    return _asking(
        lib.generate_registration_options(
            rp_id=_host(settings),
            rp_name=settings.service_name,
            user_id=person.bytes,
            user_name=name,
            challenge=wanted,
            authenticator_selection=lib.AuthenticatorSelectionCriteria(
                resident_key=lib.ResidentKeyRequirement.PREFERRED,
                user_verification=lib.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(known),
        ),
        credProps=True,
    )


def to_find(settings: Settings, wanted: bytes) -> str:
    """Options of `navigator.credentials.get` that name nobody: the device says whose it is, if it knows this host."""
    lib = _library()
    return _asking(
        lib.generate_authentication_options(
            rp_id=_host(settings), challenge=wanted, user_verification=lib.UserVerificationRequirement.REQUIRED
        )
    )


def to_prove(settings: Settings, known: Sequence[Passkey], wanted: bytes) -> str:
    """The options of `navigator.credentials.get` as JSON."""
    lib = _library()
    return str(
        lib.options_to_json(
            lib.generate_authentication_options(
                rp_id=_host(settings),
                challenge=wanted,
                allow_credentials=_described(known),
                user_verification=lib.UserVerificationRequirement.REQUIRED,
            )
        )
    )


def registered(settings: Settings, answer: str, wanted: bytes) -> tuple[Passkey, int] | None:
    """The new passkey and its counter, or None for an answer that does not hold."""
    lib = _library()
    try:
        found = lib.verify_registration_response(
            credential=answer, expected_challenge=wanted, expected_rp_id=_host(settings),
            expected_origin=settings.origin, require_user_verification=True,
        )  # fmt: skip
    except (lib.WebAuthnException, ValueError, TypeError, KeyError, AttributeError):  # whatever a stranger may send
        return None
    return Passkey(found.credential_id, found.credential_public_key), found.sign_count


def answer_in(answer: str) -> bytes:
    """What the device said to our question, or nothing. Unsigned: it is worth what it opens."""
    try:
        text = json.loads(answer)["prf"]
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, TypeError, KeyError):
        return b""
    return found if len(found) == ANSWER_BYTES else b""


def claimed_id(answer: str) -> bytes:
    """Which credential an answer says it is of; nothing for what is no answer."""
    try:
        text = json.loads(answer)["id"]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, TypeError, KeyError):
        return b""


def proved(settings: Settings, answer: str, wanted: bytes, passkey: Passkey, counter: int) -> int | None:
    """The new counter of a good signature, or None."""
    lib = _library()
    try:
        found = lib.verify_authentication_response(
            credential=answer, expected_challenge=wanted, expected_rp_id=_host(settings),
            expected_origin=settings.origin, credential_public_key=passkey.public_key,
            credential_current_sign_count=counter, require_user_verification=True,
        )  # fmt: skip
    except (lib.WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None
    return int(found.new_sign_count)


def _asking(options: Any, **further: bool) -> str:
    question = base64.urlsafe_b64encode(QUESTION).decode("ascii").rstrip("=")
    extensions = {"prf": {"eval": {"first": question}}, **further}
    return json.dumps({**json.loads(_library().options_to_json(options)), "extensions": extensions})


def _described(known: Sequence[Passkey]) -> list[Any]:
    return [_library().PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known]


def _host(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or ""


def _library() -> Any:
    from wbs.staff import webauthn_library  # noqa: PLC0415 - a sixth of a second at every start, for one page

    return webauthn_library
