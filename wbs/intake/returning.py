"""Coming back: the code, the open mailbox, an answer. Typed text survives a slip, an ended session and a failure."""

import wtforms

from wbs.crypto.failures import Busy
from wbs.crypto.words import WORDS, UnknownWord, WrongCount, unknown_words
from wbs.errors import NotFound, Refused
from wbs.intake.forms import MOST_TOLD
from wbs.intake.letterbox import letterbox, may_ask
from wbs.intake.mailbox import ENDED, OpenMailbox, answer, close_mailbox, open_mailbox, read_mailbox, resume_mailbox
from wbs.intake.visit import Page, Visit
from wbs.intake.wording import REVIEW_WANTED, WITHDRAWAL_WANTED
from wbs.web.fields import AtMost
from wbs.web.forms import PublicForm
from wbs.web.refusals import answer_to, note
from wbs.web.text import N_, _

STALE = N_(
    "Halaman ini sudah lama terbuka, jadi kami memperbaruinya. Kata-kata Anda masih ada; tekan tombolnya sekali lagi."
)
NOTHING_WRITTEN = N_("Tulis dulu pesan Anda, lalu kirim.")
STORED = N_("Pesan Anda sudah tersimpan. Petugas akan membacanya.")
WANTED = {"review": REVIEW_WANTED, "withdrawal": WITHDRAWAL_WANTED}
MOST_OF_CODE, MOST_OF_WORD = 400, 24


class AnswerForm(PublicForm):
    text = wtforms.TextAreaField(N_("Tulis kepada petugas"), (AtMost(MOST_TOLD),))


def code(visit: Visit) -> Page:
    """Asks for the code."""
    return _code_page(visit)


def open_(visit: Visit) -> Page:
    """Checks the code and opens the mailbox. The page's ticket makes each guess cost a page."""
    if visit.token().is_new:
        return _code_page(visit, _(STALE))
    try:
        token = open_mailbox(visit.instance, visit.text("code"), visit.now)
    except (UnknownWord, WrongCount, Refused, Busy) as slip:
        return _code_page(visit, _told(slip, visit.text("code")))
    box = resume_mailbox(visit.instance, str(token), visit.now)
    return _box_page(visit, box, str(token))


def read(visit: Visit) -> Page:
    """The mailbox again, with what stood in the answer box."""
    box = _resumed(visit)
    return _box_page(visit, box, visit.text("box")) if box else _code_page(visit, _(ENDED))


def reply(visit: Visit) -> Page:
    """A letter from the reporter, or one of their two requests."""
    box = _resumed(visit)
    if box is None:
        return _code_page(visit, _(ENDED))
    form, asks = AnswerForm(visit.posted), visit.text("asks")
    written = form.text.data or _(WANTED.get(asks, ""))
    if not form.validate() or not written:
        return _box_page(visit, box, visit.text("box"), form=form, problem="" if form.errors else _(NOTHING_WRITTEN))
    try:
        page = read_mailbox(visit.instance, box, visit.now)
        answer(visit.instance, box, written, asks if may_ask(asks, page, visit.today) else "", visit.now)
    except Exception as failure:
        note(failure, "reply")
        told = answer_to(failure)
        return Page("intake/unsent.html", _unsent(visit, told.title, told.text), status=told.status)
    return _box_page(visit, box, visit.text("box"), form=AnswerForm(), notice=_(STORED))


def close(visit: Visit) -> Page:
    close_mailbox(visit.text("box"))
    return Page("intake/closed.html")


def _resumed(visit: Visit) -> OpenMailbox | None:
    try:
        return resume_mailbox(visit.instance, visit.text("box"), visit.now)
    except NotFound:
        return None


def _code_page(visit: Visit, problem: str = "") -> Page:
    values = {
        "token": visit.new_token().hidden,
        "typed": visit.text("code")[:MOST_OF_CODE],
        "text": visit.text("text")[:MOST_TOLD],
        "asks": visit.text("asks"),
        "problem": problem,
    }
    return Page("intake/code.html", values)


def _box_page(
    visit: Visit, box: OpenMailbox, token: str, form: AnswerForm | None = None, notice: str = "", problem: str = ""
) -> Page:
    page = read_mailbox(visit.instance, box, visit.now)
    values = {
        "box": letterbox(page, visit.today),
        "kept": {"box": token},
        "form": form or AnswerForm(visit.posted),
        "notice": notice,
        "problem": problem,
    }
    return Page("intake/mailbox.html", values)


def _unsent(visit: Visit, title: str, text: str) -> dict[str, object]:
    kept = {"box": visit.text("box"), "asks": visit.text("asks")}
    return {"title": title, "reason": text, "form": AnswerForm(visit.posted), "kept": kept}


def _told(slip: Exception, typed: str) -> str:
    """What a slip of the pen, or a wrong code, is told."""
    if isinstance(slip, UnknownWord):
        return _told_unknown(unknown_words(typed))
    if isinstance(slip, WrongCount):
        return _("Kodenya %(all)d kata, baru ada %(count)d. Lihat lagi kertas Anda.", all=WORDS, count=slip.count)
    return _(answer_to(slip).text)


def _told_unknown(found: tuple[tuple[int, str], ...]) -> str:
    """All wrong words at once: one look at the paper is enough."""
    shown = [(place, word[:MOST_OF_WORD]) for place, word in found[:WORDS]]
    if len(shown) == 1:
        return _(
            "Kata ke-%(place)d, “%(word)s”, tidak ada dalam daftar kata kami. Periksa ejaannya di kertas Anda.",
            place=shown[0][0], word=shown[0][1],
        )  # fmt: skip
    named = ", ".join(_("ke-%(place)d “%(word)s”", place=place, word=word) for place, word in shown)
    return _("Kata-kata ini tidak ada dalam daftar kami: %(words)s. Periksa ejaannya di kertas Anda.", words=named)
