"""What a person reads about their files: name, size, what was removed, what is wrong and what to do. No rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wbs.cases.attachments import Attachment
from wbs.cases.receiving import MIB, PROBLEMS, told
from wbs.config import Settings
from wbs.evidence.cleaning import CLEANED, NOT_CLEANABLE, REASONS, WHAT_HIDES
from wbs.intake.arriving import FAILED, Problem
from wbs.intake.drafts import Draft
from wbs.intake.pieces import BROKEN
from wbs.intake.tray import AS_IS, DROP, GONE, SEND, TOO_MANY, UNDECIDED, UNREADABLE, Tray
from wbs.web import formats
from wbs.web.forms import Problem as FormProblem
from wbs.web.text import N_, _, language

FIELD, BOX = "files", "tray"  # the field, and the id of what stands around it
UNNAMED = N_("tanpa nama")

SENTENCES: Mapping[str, str] = {
    GONE: N_("Berkas ini sudah terlalu lama menunggu dan tidak kami simpan lagi. Pilih sekali lagi."),
    UNREADABLE: N_("Ada berkas dari halaman lain yang tidak bisa kami buka. Pilih sekali lagi."),
    TOO_MANY: N_("Paling banyak %(files)d berkas. Berkas ini belum terunggah; kirim nanti lewat kotak pesan."),
    UNDECIDED: N_("Pilih dulu: kirim apa adanya, atau jangan kirim."),
    BROKEN: N_("Unggahan berkas ini terputus. Pilih sekali lagi."),
    FAILED: N_("Berkas ini belum bisa kami olah. Tunggu satu menit, lalu pilih sekali lagi."),
}
NOT_TAKEN = N_("Berkas ini tidak bisa kami terima. Kirim foto atau tangkapan layarnya.")
NOTHING_HIDDEN = N_("Tidak ada data tersembunyi yang kami temukan.")
NOT_CLEANED = N_("Data tersembunyi di berkas ini tidak bisa kami hapus. %(reason)s")
MAY_BETRAY = N_("Di dalamnya bisa ada nama atau lokasi Anda.")


@dataclass(frozen=True)
class ShownFile:
    """One line of the list. `choices` are there when the person must decide: (value, label, is chosen)."""

    id: str
    token: str = field(repr=False)
    name: str = field(repr=False)
    size: str
    sentence: str
    can_keep: bool  # the original beside the clean copy
    keeps: bool
    choices: tuple[tuple[str, str, bool], ...] = ()
    problem: str = ""

    @property
    def field(self) -> str:
        return AS_IS + self.id


@dataclass(frozen=True)
class ShownTray:
    """`problems` are (file name, what to do); `limits` is told beside the field."""

    files: tuple[ShownFile, ...]
    problems: tuple[tuple[str, str], ...]
    limits: str
    most_bytes: int  # of one file


def shown_tray(tray: Tray, key: bytes, settings: Settings, must_decide: bool = False) -> ShownTray:
    """In the reader's language; `must_decide` names what was not decided."""
    undecided = {draft.id for draft in tray.undecided} if must_decide else set()
    tokens = [value for _name, value in tray.tokens(key)]
    files = (_file(tray, draft, token, draft.id in undecided)
             for draft, token in zip(tray.drafts, tokens, strict=True))  # fmt: skip
    problems = tuple((problem.name, sentence(problem, settings)) for problem in tray.problems)
    return ShownTray(tuple(files), problems, limits(settings), settings.file_bytes)


def limits(settings: Settings) -> str:
    mb = settings.file_bytes // MIB
    return _("Paling banyak %(files)d berkas, masing-masing sampai %(mb)d MB.", files=settings.most_files, mb=mb)


def problems_with_files(tray: Tray, settings: Settings) -> tuple[FormProblem, ...]:
    """For the summary above the form."""
    label = _("Berkas")
    wrong = (FormProblem(BOX, one.name or label, sentence(one, settings)) for one in tray.problems)
    undecided = (
        FormProblem(AS_IS + draft.id, draft.name, _(SENTENCES[UNDECIDED])) for draft in tray.undecided
    )
    return (*wrong, *undecided)


def sentence(problem: Problem, settings: Settings) -> str:
    """What to do about a file that was not taken."""
    if problem.key in SENTENCES:
        values = {"files": settings.most_files}
        return _(SENTENCES[problem.key]) % values
    if problem.key in PROBLEMS:
        return told(problem.key, settings)
    return _(REASONS.get(problem.key, NOT_TAKEN))


def names(drafts: tuple[Draft, ...]) -> str:
    return ", ".join(draft.name for draft in drafts)


def about(draft: Draft) -> str:
    """What became of a file's hidden data, as a sentence."""
    if draft.outcome == CLEANED:
        removed = ", ".join(_(WHAT_HIDES[key]) for key in draft.removed if key in WHAT_HIDES)
        return _("Sudah dihapus: %(removed)s.", removed=removed)
    if draft.outcome == NOT_CLEANABLE:
        return _(NOT_CLEANED, reason=_(REASONS.get(draft.reason, MAY_BETRAY)))
    return _(NOTHING_HIDDEN)


def _file(tray: Tray, draft: Draft, token: str, is_undecided: bool) -> ShownFile:
    chosen = tray.choice(draft)
    asked = draft.outcome == NOT_CLEANABLE
    return ShownFile(
        id=draft.id, token=token, name=draft.name or _(UNNAMED),
        size=formats.size(draft.size, language()), sentence=about(draft),
        can_keep=draft.clean is not None, keeps=draft.id in tray.kept,
        choices=(
            (SEND, _("Kirim apa adanya"), chosen == SEND), (DROP, _("Jangan kirim"), chosen == DROP),
        ) if asked else (),
        problem=_(SENTENCES[UNDECIDED]) if is_undecided else "",
    )  # fmt: skip


def sent_files(sent: Iterable[Attachment]) -> tuple[tuple[str, str], ...]:
    """Day and name of what was sent before, in their order."""
    return tuple((formats.day(one.added_on, language()), one.name) for one in sent)
