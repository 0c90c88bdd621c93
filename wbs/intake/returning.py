"""Coming back: the code, the open mailbox, an answer. Typed text survives a slip, an ended session and a failure."""

from dataclasses import replace

import wtforms

from wbs.cases.attachments import read_drawer, reporter_drawer
from wbs.crypto.failures import Busy
from wbs.crypto.words import WORDS, UnknownWord, WrongCount, unknown_words
from wbs.errors import NotFound, Refused
from wbs.intake.drafts import form_key, mailbox_key
from wbs.intake.file_words import names, problems_with_files, sent_files, shown_tray
from wbs.intake.forms import MOST_TOLD
from wbs.intake.leftovers import discard
from wbs.intake.letterbox import letterbox, may_ask
from wbs.intake.mailbox import ENDED, OpenMailbox, answer, close_mailbox, open_mailbox, read_mailbox, resume_mailbox
from wbs.intake.tray import EMPTY, REMOVE, Tray
from wbs.intake.uploading import box_tray, waiting_tray
from wbs.intake.visit import Page, Visit
from wbs.intake.wording import REVIEW_WANTED, WITHDRAWAL_WANTED
from wbs.web.fields import AtMost
from wbs.web.forms import PublicForm
from wbs.web.refusals import Answer, answer_to, note
from wbs.web.text import N_, _, ngettext

STALE = N_(
    "Halaman ini sudah lama terbuka, jadi kami memperbaruinya. Kata-kata Anda masih ada; tekan tombolnya sekali lagi."
)
NOTHING_WRITTEN = N_("Tulis dulu pesan Anda, lalu kirim.")
STORED = N_("Pesan Anda sudah tersimpan. Petugas akan membacanya.")
FILES_ALONE = N_("Saya mengirim berkas: %(names)s")
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
        box, token = open_mailbox(visit.instance, visit.text("code"), visit.now)
    except (UnknownWord, WrongCount, Refused, Busy) as slip:
        return _code_page(visit, _told(slip, visit.text("code")))
    return _box_page(visit, box, str(token), box_tray(visit, box))


def read(visit: Visit) -> Page:
    """The mailbox again, with what stood in the answer box."""
    box = _resumed(visit)
    return _box_page(visit, box, visit.text("box"), box_tray(visit, box)) if box else _code_page(visit, _(ENDED))


def reply(visit: Visit) -> Page:
    """A letter from the reporter with files, files alone, or one of the two requests, which take no files along."""
    box = _resumed(visit)
    if box is None:
        return _code_page(visit, _(ENDED))
    form, asks = AnswerForm(visit.posted), visit.text("asks")
    tray = box_tray(visit, box)
    files = () if asks else tray.offered
    written = form.text.data or _(WANTED.get(asks, "")) or (_(FILES_ALONE, names=names(tray.sent)) if files else "")
    if not form.validate() or not (asks or tray.is_ready) or not written:
        is_empty = not form.errors and tray.is_ready
        return _box_page(visit, box, visit.text("box"), tray, form, problem=_(NOTHING_WRITTEN) if is_empty else "")
    try:
        page = read_mailbox(visit.instance, box, visit.now)
        answer(visit.instance, box, written, asks if may_ask(asks, page, visit.today) else "", visit.now, files)
    except Exception as failure:
        note(failure, "reply")
        told = answer_to(failure)
        return Page("intake/unsent.html", _unsent(visit, box, tray, told), status=told.status)
    discard(visit.instance.store, () if asks else tray.leftovers)
    return _box_page(visit, box, visit.text("box"), tray if asks else EMPTY, AnswerForm(), notice=_stored(len(files)))


def close(visit: Visit) -> Page:
    close_mailbox(visit.text("box"))
    return Page("intake/closed.html")


def _resumed(visit: Visit) -> OpenMailbox | None:
    try:
        return resume_mailbox(visit.instance, visit.text("box"), visit.now)
    except NotFound:
        return None


def _code_page(visit: Visit, problem: str = "") -> Page:
    token, tray = visit.new_token(), waiting_tray(visit)
    values = {
        "token": token.hidden,
        "carried": tray.carried(form_key(token.ticket)),
        "waiting": names(tray.drafts),
        "refused": problems_with_files(replace(tray, drafts=()), visit.instance.settings),
        "typed": visit.text("code")[:MOST_OF_CODE],
        "text": visit.text("text")[:MOST_TOLD],
        "asks": visit.text("asks"),
        "problem": problem,
    }
    return Page("intake/code.html", values)


def _box_page(
    visit: Visit,
    box: OpenMailbox,
    token: str,
    tray: Tray,
    form: AnswerForm | None = None,
    notice: str = "",
    problem: str = "",
) -> Page:
    instance, key = visit.instance, mailbox_key(box.channel)
    page = read_mailbox(instance, box, visit.now)
    sent = read_drawer(reporter_drawer(box.channel, box.realm, box.case_id), instance.store)
    values = {
        "files": shown_tray(tray, key, instance.settings, must_decide=form is not None and not notice),
        "carried": tray.carried(key),
        "jump": visit.text("instead") == "read" or REMOVE in visit.posted,
        "sent": sent_files(sent),
        "box": letterbox(page, visit.today),
        "kept_years": instance.settings.retention_years,
        "kept": {"box": token},
        "form": form or AnswerForm(visit.posted),
        "notice": notice,
        "problem": problem,
    }
    return Page("intake/mailbox.html", values, has_script=True)


def _unsent(visit: Visit, box: OpenMailbox, tray: Tray, told: Answer) -> dict[str, object]:
    kept = {"box": visit.text("box"), "asks": visit.text("asks")}
    carried = tray.carried(mailbox_key(box.channel))
    return {
        "title": told.title, "reason": told.text, "form": AnswerForm(visit.posted), "kept": kept, "carried": carried,
    }  # fmt: skip


def _stored(count: int) -> str:
    if not count:
        return _(STORED)
    return ngettext(
        "Pesan Anda dan %(num)d berkas sudah tersimpan. Petugas akan membacanya.",
        "Pesan Anda dan %(num)d berkas sudah tersimpan. Petugas akan membacanya.",
        count,
    ) % {"num": count}


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
