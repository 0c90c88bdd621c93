"""E-mails: their head, their text, and what was attached. A badly made letter is read as far as it goes."""

import email
import email.errors
import email.header
import email.message

from wbs.evidence.extracting import Gathered
from wbs.evidence.extracting_html import words_of
from wbs.evidence.extracting_text import MOST_NAME, decoded

MOST_HEADERS = 200
MOST_MAIL_PARTS = 200
MAIL_ERRORS = (LookupError, ValueError, AttributeError, TypeError, email.errors.MessageError)


def mail(content: bytes, gathered: Gathered) -> None:
    """An e-mail: what its head says, its text, and the names and sizes of what was attached."""
    message = email.message_from_bytes(content)
    rows = gathered.add("headers", "")
    for name, value in message.items()[:MOST_HEADERS]:
        gathered.add_row(rows, [name, _header(value)])
    attached: list[list[str]] = []
    for number, part in enumerate(message.walk()):
        if number >= MOST_MAIL_PARTS:
            gathered.was_cut = True
            break
        if part.is_multipart():
            continue
        if part.get_content_maintype() == "text" and not _file_name(part):
            gathered.add("plain", _text(part))
        else:
            attached.append([_file_name(part) or part.get_content_type(), str(len(_body(part)))])
    if attached:
        rows = gathered.add("members", "")
        for row in attached:
            gathered.add_row(rows, row)


def _header(value: object) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(str(value))))
    except MAIL_ERRORS:
        return str(value)


def _file_name(part: email.message.Message) -> str:
    try:
        return _header(part.get_filename() or "")[:MOST_NAME]
    except MAIL_ERRORS:
        return "?"


def _body(part: email.message.Message) -> bytes:
    try:
        body = part.get_payload(decode=True)
    except MAIL_ERRORS:
        body = None
    return body if isinstance(body, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def _text(part: email.message.Message) -> str:
    try:
        encoding = str(part.get_content_charset() or "")
    except MAIL_ERRORS:
        encoding = ""
    text = decoded(_body(part), encoding)
    return words_of(text) if part.get_content_subtype() == "html" else text.strip()
