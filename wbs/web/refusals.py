"""From an exception to a page: which status, which words. The only place where errors become answers.

Neither pages nor logs repeat an exception's message unless it is a `Refusal`, whose message is a msgid of ours:
other messages may carry what somebody typed (a database driver prints parameters).
"""

import logging
import traceback
from dataclasses import dataclass
from http import HTTPStatus

import sqlalchemy.exc as database
from flask import g, has_app_context
from werkzeug.exceptions import HTTPException

from wbs import errors
from wbs.crypto.failures import Busy, Unreadable

from .text import N_

log = logging.getLogger("wbs.web")
alarm = logging.getLogger("wbs.alarm")


class CrossSite(Exception):
    """An unsafe request that another site may have caused."""


@dataclass(frozen=True)
class Answer:
    """What a refused request is told; title and text are msgids."""

    status: int
    title: str
    text: str


NOT_THERE = Answer(
    404,
    N_("Halaman ini tidak ada"),
    N_("Alamatnya mungkin salah tulis, atau halaman ini bukan untuk Anda. Tidak ada yang berubah."),
)
REFUSED = Answer(
    409,
    N_("Belum bisa dilakukan"),
    N_("Keadaannya sudah berubah sejak halaman ini dibuka. Buka lagi halamannya, lalu periksa."),
)
BUSY = Answer(
    503,
    N_("Sedang ramai, coba lagi"),
    N_("Belum ada yang tersimpan. Tunggu satu menit, lalu kirim lagi; mengirim dua kali tidak akan tercatat dua kali."),
)
NO_ROOM = Answer(
    503,
    N_("Belum tersimpan, tempat kami hampir penuh"),
    N_("Tempat penyimpanan kami hampir penuh, jadi kami berhenti menerima sebelum ada yang hilang. Kiriman ini belum tersimpan. Coba lagi beberapa jam lagi; membaca kotak pesan tetap bisa."),  # noqa: E501
)
THROTTLED = Answer(
    429,
    N_("Terlalu banyak percobaan"),
    N_("Tunggu beberapa menit, lalu coba lagi. Periksa dulu yang Anda tulis."),
)
TOO_LARGE = Answer(
    413,
    N_("Kiriman terlalu besar"),
    N_("Kiriman Anda belum tersimpan. Kirim bagian terpenting dulu, dengan lebih sedikit berkas; sisanya bisa ditambahkan lewat kotak pesan."),  # noqa: E501
)
GARBLED = Answer(
    400,
    N_("Kiriman tidak terbaca"),
    N_("Kiriman sampai dalam keadaan tidak lengkap, dan belum tersimpan. Buka lagi halamannya, lalu kirim ulang."),
)
TOO_SLOW = Answer(
    400,  # not 408, at which browsers send all of it again by themselves
    N_("Kiriman tidak sampai seluruhnya"),
    N_("Sambungannya terlalu lambat atau terputus, dan kiriman ini belum tersimpan. Coba lagi dengan sinyal yang lebih baik, atau kirim dulu tanpa berkas."),  # noqa: E501
)
CROSS_SITE = Answer(
    403,
    N_("Kiriman ini tidak kami terima"),
    N_("Peramban Anda menyebut bahwa kiriman ini berasal dari situs lain. Buka halaman depan di tab baru, lalu mulai dari sana."),  # noqa: E501
)
NOT_STORED = Answer(
    503,
    N_("Belum tersimpan, coba lagi"),
    N_("Tempat penyimpanan sedang tidak bisa dipakai. Belum ada yang tersimpan. Tunggu beberapa menit, lalu kirim lagi; mengirim dua kali tidak akan tercatat dua kali."),  # noqa: E501
)
UNREADABLE = Answer(
    500,
    N_("Isi ini tidak bisa dibuka"),
    N_("Isinya tersimpan, tetapi tidak cocok dengan kuncinya. Petugas sistem sudah diberi tahu. Tidak ada yang berubah."),  # noqa: E501
)
BROKEN = Answer(
    500,
    N_("Ada yang salah di pihak kami"),
    N_("Permintaan Anda tidak selesai. Petugas sistem sudah diberi tahu. Coba lagi; mengirim dua kali tidak akan tercatat dua kali."),  # noqa: E501
)

AWAY = (  # the last two: PostgreSQL of a table or a right that is missing, and of a server that only reads
    database.OperationalError, database.InterfaceError, database.TimeoutError,
    database.ProgrammingError, database.InternalError,
)  # fmt: skip

BY_ERROR: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Answer], ...] = (
    ((errors.NotFound, errors.NotAllowed), NOT_THERE),
    (errors.NoRoom, NO_ROOM),
    ((errors.Overloaded, Busy), BUSY),
    (errors.Throttled, THROTTLED),
    (errors.TooSlow, TOO_SLOW),
    (errors.Garbled, GARBLED),
    (errors.Refusal, REFUSED),
    ((Unreadable, errors.Distrusted), UNREADABLE),
    (CrossSite, CROSS_SITE),
    (AWAY, NOT_STORED),
)
BY_STATUS = {
    400: GARBLED, 403: CROSS_SITE, 404: NOT_THERE, 405: NOT_THERE, 409: REFUSED, 413: TOO_LARGE, 429: THROTTLED,
}  # fmt: skip
WITH_OWN_WORDS = (REFUSED, BUSY, THROTTLED)  # whose refusals may bring their own text


def answer_to(error: BaseException) -> Answer:
    """The answer to any exception that left a view."""
    if isinstance(error, HTTPException):
        return _answer_to_status(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    answer = next((answer for kinds, answer in BY_ERROR if isinstance(error, kinds)), BROKEN)
    if answer in WITH_OWN_WORDS and isinstance(error, errors.Refusal) and error.message:
        return Answer(answer.status, answer.title, error.message)
    return answer


def _answer_to_status(status: int) -> Answer:
    known = BY_STATUS.get(status, BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else GARBLED)
    return Answer(status, known.title, known.text)


def note(error: BaseException, endpoint: str | None) -> None:
    """Logs what an operator must know: the kind of error and where it arose, never what it says."""
    if isinstance(error, HTTPException | errors.Refusal | CrossSite):
        return
    is_alarm = isinstance(error, Unreadable | errors.Distrusted)
    if is_alarm and has_app_context():
        g.alarm = "directory" if isinstance(error, errors.Distrusted) else "unreadable"  # told when the request is over
    logger = alarm if is_alarm else log
    logger.error("%s in %s at %s", type(error).__name__, endpoint or "-", where(error))


def where(error: BaseException) -> str:
    """The places that the error passed, innermost first, without source lines or values."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
