"""Codes of an authenticator application (RFC 6238: SHA-1, six digits, thirty seconds). Pure.

The secret is drawn from the officer's own seed and a random token, so that the page which shows it need not send it
back. Decides which steps are good; that each counts once is the factor's matter.
"""

import base64
import hmac
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup

from wbs.crypto.labels import derive

STEP_S, TOLERANCE, SECRET_BYTES = 30, 1, 20
DIGITS = 6


def draw_secret(seed: bytes, token: bytes) -> bytes:
    return derive(seed, "totp", salt=token, length=SECRET_BYTES)


def as_typed(secret: bytes) -> str:
    """The secret for somebody without a camera: base32 in groups of four."""
    text = base64.b32encode(secret).decode("ascii")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def picture(secret: bytes, account: str, service: str) -> Markup:
    """A QR code as SVG that stands in the page: no request carries the secret."""
    address = pyotp.TOTP(base64.b32encode(secret).decode("ascii")).provisioning_uri(name=account, issuer_name=service)
    drawn = segno.make(address, error="m").svg_inline(scale=4, light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by segno out of our own address # nosec B704


def code_at(secret: bytes, step: int) -> str:
    return pyotp.HOTP(base64.b32encode(secret).decode("ascii"), digits=DIGITS).at(step)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    """The step of which this is the code, one early or late forgiven. Every one is compared, in equal time."""
    typed, found = code.encode(), None
    for step in range(step_of(now) - TOLERANCE, step_of(now) + TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed):
            found = step
    return found
