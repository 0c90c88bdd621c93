"""What a mail of the house may say, to the letter. Written down here and not taken from what composes it: whatever else
stands in a mail, wherever it stands, is too much."""

import re
from email import message_from_bytes

from aiosmtpd.smtp import Envelope

HEADERS = {
    "Subject": "Pemberitahuan",
    "Auto-Submitted": "auto-generated",
    "Content-Type": 'text/plain; charset="utf-8"',
    "Content-Transfer-Encoding": "7bit",
    "MIME-Version": "1.0",
    "From": "kabar@lapor.example",
    "To": "undisclosed-recipients:;",
}
VARYING = {
    "Date": re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"),
    "Message-ID": re.compile(r"<[0-9a-f]{32}@lapor\.example>"),
}
BODY = "Ada kabar baru untuk Anda. Surat ini dikirim otomatis dan tidak dapat dibalas."


def says_only_news(mail: Envelope) -> bool:
    """That there is news, and nothing of what or about what."""
    message = message_from_bytes(bytes(mail.content or b""))
    steady = [(name, value) for name, value in message.items() if name not in VARYING]
    varying = [(name, value) for name, value in message.items() if name in VARYING]
    return (
        sorted(steady) == sorted(HEADERS.items())
        and sorted(name for name, _ in varying) == sorted(VARYING)
        and all(VARYING[name].fullmatch(value) for name, value in varying)
        and message.get_payload().rstrip() == BODY
    )
