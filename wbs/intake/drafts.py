"""A file on its way: sealed in the store, and described by a token that only the visitor's page carries.

The token is all that is left of a file's key between two pages: without it the sealed bytes are noise, and without the
visitor's page (the nonce of its ticket, or an open mailbox) the token is. Nothing here is stored.
"""

import base64
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from wbs.cases.attachments import Offered
from wbs.cases.receiving import FilePart
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive
from wbs.crypto.ticket import Ticket
from wbs.store import Blob

MOST_OF_A_TOKEN = 6_000  # letters; the longest of ours has 2,800
LEAST_PADDED = 512
VERSION = 1

_HEAD = struct.Struct(">BB")  # version, how many parts
_PART = struct.Struct(">16s32sQ32sQ32s")  # blob: name, SHA-256, size; key; plain size and SHA-256


@dataclass(frozen=True)
class Draft:
    """One file that arrived. `arrived` is what was sent, byte for byte; `clean` the copy without what hides in it."""

    name: str = field(repr=False)
    kind: str
    outcome: str
    arrived: FilePart = field(repr=False)
    clean: FilePart | None = field(repr=False, default=None)
    removed: tuple[str, ...] = ()
    reason: str = ""

    @property
    def id(self) -> str:
        """Names the file in the fields of its choices; says nothing."""
        return self.arrived.blob.name[:12]

    @property
    def size(self) -> int:
        return (self.clean or self.arrived).size

    @property
    def blobs(self) -> tuple[str, ...]:
        return tuple(part.blob.name for part in (self.arrived, self.clean) if part)

    def offered(self, keeps_original: bool) -> Offered:
        """As it goes into the case: the clean copy, and what arrived only when that was wished."""
        return Offered(
            name=self.name, kind=self.kind, file=self.clean or self.arrived, outcome=self.outcome,
            removed=self.removed, original=self.arrived if self.clean and keeps_original else None,
            original_sha256=self.arrived.sha256, original_size=self.arrived.size,
        )  # fmt: skip


def form_key(ticket: Ticket) -> bytes:
    """Of the files of a form; only who has its page has the nonce."""
    return derive(ticket.nonce, "files", salt=ticket.key)


def mailbox_key(channel: bytes) -> bytes:
    """Of the files of an open mailbox."""
    return derive(channel, "files")


def seal_draft(key: bytes, draft: Draft) -> str:
    parts = [part for part in (draft.arrived, draft.clean) if part]
    words = [draft.name, draft.kind, draft.outcome, draft.reason, *draft.removed]
    return seal_parts(key, "draft", parts, words)


def open_draft(keys: Iterable[bytes], token: str) -> Draft | None:
    """The draft of a token, tried under each key; None for whatever is not one of ours."""
    opened = open_parts(keys, "draft", token)
    if opened is None:
        return None
    (arrived, *clean), (name, kind, outcome, reason, *removed) = opened
    return Draft(name, kind, outcome, arrived, clean[0] if clean else None, tuple(removed), reason)


def seal_parts(key: bytes, purpose: str, parts: Iterable[FilePart], words: list[str]) -> str:
    """Parts and words as a token for a hidden field; `purpose` keeps drafts and pieces apart."""
    packed = [_packed(part) for part in parts]
    body = _HEAD.pack(VERSION, len(packed)) + b"".join(packed) + json.dumps(words, ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(seal(key, body, purpose, least=LEAST_PADDED)).decode("ascii").rstrip("=")


def open_parts(keys: Iterable[bytes], purpose: str, token: str) -> tuple[list[FilePart], list[str]] | None:
    if len(token) > MOST_OF_A_TOKEN:
        return None
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    for key in keys:
        try:
            return _unpacked(open_sealed(key, sealed, purpose))
        except Unreadable:
            continue
    return None


def _packed(part: FilePart) -> bytes:
    blob = part.blob
    names = bytes.fromhex(blob.name), bytes.fromhex(blob.sha256)
    return _PART.pack(*names, blob.size, part.key, part.size, bytes.fromhex(part.sha256))


def _unpacked(body: bytes) -> tuple[list[FilePart], list[str]]:
    version, count = _HEAD.unpack_from(body)
    if version != VERSION:
        raise Unreadable
    end = _HEAD.size + count * _PART.size
    parts = [_part(*fields) for fields in _PART.iter_unpack(body[_HEAD.size : end])]
    return parts, json.loads(body[end:])


def _part(name: bytes, sealed: bytes, sealed_size: int, key: bytes, size: int, plain: bytes) -> FilePart:
    return FilePart(blob=Blob(name.hex(), sealed.hex(), sealed_size), key=key, size=size, sha256=plain.hex())
