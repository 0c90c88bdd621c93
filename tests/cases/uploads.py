"""Files for tests: made here, sent by an officer or attached as a reporter's."""

import struct
import zlib
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from werkzeug.test import TestResponse

from tests.cases.desk import Desk
from tests.conftest import NOW
from tests.multipart import multipart
from tests.staff.office import SAME_ORIGIN, Browser
from wbs.cases.attachments import Offered, attach, reporter_drawer
from wbs.cases.receiving import Sealing
from wbs.cases.records import Attachment
from wbs.crypto.case_key import CaseKey
from wbs.db import db, transaction
from wbs.staff.instance import Instance

TEXT = "Setoran tiap Jumat, dicatat di buku hijau."


def a_png(width: int = 40, height: int = 30) -> bytes:
    row = b"\0" + b"\x20\x60\xa0" * width
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
              for kind, data in parts)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def a_wav(seconds: int = 2) -> bytes:
    body = bytes(8000 * seconds)
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    head = b"RIFF" + struct.pack("<I", 36 + len(body)) + b"WAVEfmt " + form
    return head + b"data" + struct.pack("<I", len(body)) + body


def send(browser: Browser, url: str, *files: tuple[str, bytes]) -> TestResponse:
    """What a browser sends when somebody chooses these files, and an empty part when they choose none."""
    body, content_type = multipart((), files)
    return browser.ask(url, method="POST", data=body, headers=SAME_ORIGIN, content_type=content_type)


def add(desk: Desk, *files: tuple[str, bytes], browser: Browser | None = None) -> list[UUID]:
    """Sends them through the page; the ids of all files of the case."""
    answer = send(browser or desk.officer, f"{desk.url}/files", *files)
    assert answer.status_code == 303, answer.text
    return file_ids(desk.case_id)


def file_ids(case_id: UUID) -> list[UUID]:
    db.session.rollback()
    query = sa.select(Attachment.id).where(Attachment.case_id == case_id).order_by(Attachment.id)
    return list(db.session.execute(query).scalars())


def a_part(instance: Instance, content: bytes):
    sealing = Sealing(instance.store)
    sealing.write(content)
    return sealing.finish()


def attach_as_reporter(
    instance: Instance, key: CaseKey, case_id: UUID, name: str, content: bytes, original: bytes = b"",
    kind: str = "text", now: datetime = NOW,
) -> None:
    """A cleaned file, with its original beside it when one is given."""
    kept = a_part(instance, original) if original else None
    offered = Offered(
        name, kind, a_part(instance, content), "cleaned", ("location", "author"), kept,
        kept.sha256 if kept else "ab" * 32, kept.size if kept else 999,
    )
    with transaction():
        attach(instance, "public", reporter_drawer(key.channel, "main", case_id), [offered], now)
