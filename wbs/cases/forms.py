"""The forms of officers' acts. Each knows its fields; whether the act fits the case is the archive's to say."""

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

import wtforms
from wtforms.validators import DataRequired, StopValidation

from wbs.cases.filters import BOTH, CLOSED, OPEN, OVERDUE, THIS_WEEK, Filters
from wbs.cases.labels import SHORT_FLAGS
from wbs.cases.lifecycle import CLOSED as CLOSED_STAGE
from wbs.cases.lifecycle import EXAMINED_CLOSINGS, OPEN_STAGES, closing_fits
from wbs.cases.vocabulary import CLOSINGS, KINDS, STAGES, WAITING, Term
from wbs.web.fields import AtMost, DayField, FromList, OneOf
from wbs.web.forms import PublicForm
from wbs.web.text import N_, gettext

MOST_LETTERS = 20_000
MOST_PAGES = 6  # digits
Choices = list[tuple[str, str]]


def _labelled(terms: Iterable[Term]) -> Choices:
    return [(term.key, gettext(term.label)) for term in terms]


def _optional(choices: Iterable[tuple[str, str]], empty: str) -> Choices:
    return [("", gettext(empty)), *choices]


def area(label: str, missing: str = "", description: str = "") -> wtforms.TextAreaField:
    """A text of at most MOST_LETTERS; `missing` makes it a text that must be there, and says so."""
    needed = [DataRequired(missing)] if missing else []
    return wtforms.TextAreaField(label, [*needed, AtMost(MOST_LETTERS)], description=description)


class DayNeeded:
    """A day must be there; one that could not be read has its own message already."""

    field_flags = MappingProxyType({"required": True})

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if field.data is None:
            raise StopValidation("" if field.process_errors else gettext(self.message))


class FilterForm(PublicForm):
    """What narrows a list. Nothing here is ever an error: what cannot be meant narrows nothing."""

    text = wtforms.StringField(N_("Unit atau nomor"))
    show = FromList(N_("Keadaan"))
    stage = FromList(N_("Tahap"))
    due = FromList(N_("Tenggat"))
    waiting = FromList(N_("Menunggu"))
    holder = FromList(N_("Pemegang"))
    kind = FromList(N_("Jenis"))
    flag = FromList(N_("Tanda"))

    def offer(self, holders: Sequence[tuple[str, str]]) -> None:
        """Fills the lists; `holders` are person ids with names."""
        states = ((OPEN, N_("terbuka")), (CLOSED, N_("selesai")), (BOTH, N_("semua")))
        self.show.choices = [(key, gettext(word)) for key, word in states]
        self.stage.choices = _optional(_labelled(STAGES[key] for key in (*OPEN_STAGES, CLOSED_STAGE)), N_("semua"))
        self.due.choices = _optional(
            [(OVERDUE, gettext(N_("lewat tenggat"))), (THIS_WEEK, gettext(N_("minggu ini")))], N_("semua")
        )
        self.waiting.choices = _optional(_labelled(WAITING.values()), N_("semua"))
        self.holder.choices = _optional(holders, N_("semua"))
        self.kind.choices = _optional(_labelled(KINDS.values()), N_("semua"))
        self.flag.choices = _optional([(key, gettext(word)) for key, word in SHORT_FLAGS.items()], N_("semua"))

    def to_filters(self) -> Filters:
        chosen = {
            name: self[name].data
            for name in ("show", "stage", "due", "waiting", "holder", "kind", "flag")
            if self[name].data in [choice[0] for choice in self[name].choices]
        }
        return Filters(**{"show": OPEN, **chosen, "text": (self.text.data or "")[:200]})


def page_number(text: str) -> int:
    """A page as asked for; what is no number is the first."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_PAGES else 1


class NoteForm(PublicForm):
    note = area(N_("Catatan tim"), N_("Tulis catatannya dulu."))


class LetterForm(PublicForm):
    letter = area(
        N_("Surat kepada pelapor"), N_("Tulis suratnya dulu."),
        N_("Jangan tulis nama Anda dan apa pun yang dapat menunjukkan siapa pelapor."),
    )  # fmt: skip


class PromiseForm(PublicForm):
    until = DayField(N_("Kabar berikutnya paling lambat"), [DayNeeded(N_("Pilih tanggalnya dulu."))])
    word = area(
        N_("Sepatah kata untuk pelapor"), description=N_("Perlu bila janji yang lalu terlewat: sebutkan sebabnya.")
    )

    def day(self) -> date:
        chosen: date = self.until.data
        return chosen


class DispositionForm(PublicForm):
    directive = area(N_("Isi disposisi"), N_("Tulis apa yang perlu dilakukan."))
    to = FromList(N_("Pemeriksa"), [DataRequired(N_("Pilih siapa yang memeriksa."))])

    def offer(self, examiners: Sequence[tuple[str, str]]) -> None:
        self.to.choices = _optional(examiners, N_("pilih pembaca kasus"))

    def examiner(self) -> UUID:
        return UUID(self.to.data)


class ConclusionForm(PublicForm):
    outcome = OneOf(N_("Simpulan pemeriksaan"), [DataRequired(N_("Pilih simpulan pemeriksaan."))])
    grounds = area(N_("Dasar simpulan"), N_("Tulis dasar simpulannya dulu."))

    def offer(self) -> None:
        self.outcome.choices = _labelled(term for term in CLOSINGS.values() if term.key in EXAMINED_CLOSINGS)


class ClosingForm(PublicForm):
    closing = FromList(N_("Penutupan"), [DataRequired(N_("Pilih cara penutupan."))])
    reason = area(N_("Alasan untuk berkas"), N_("Tulis alasannya dulu."))
    letter = area(
        N_("Surat penutupan untuk pelapor"), N_("Pelapor perlu jawaban: tulis suratnya dulu."),
        N_("Berangkat bersama persetujuan orang kedua. Kalimat awal boleh diubah."),
    )  # fmt: skip

    def offer(self, stage: str) -> None:
        fitting = [term for term in CLOSINGS.values() if closing_fits(term.key, stage)]
        self.closing.choices = _optional(_labelled(fitting), N_("pilih penutupan"))


class ReopeningForm(PublicForm):
    reason = area(N_("Alasan membuka kembali"), N_("Tulis alasannya dulu."))


class ApprovalForm(PublicForm):
    proposal = wtforms.HiddenField(N_("Usulan"))

    def proposal_id(self) -> UUID:
        """The proposal that the page showed; what is no id matches none."""
        try:
            return UUID(self.proposal.data or "")
        except ValueError:
            return UUID(int=0)


class GuestForm(PublicForm):
    guest = FromList(N_("Penyetuju tamu"), [DataRequired(N_("Pilih siapa yang diminta."))])

    def offer(self, guests: Sequence[tuple[str, str]]) -> None:
        self.guest.choices = _optional(guests, N_("pilih satu"))

    def guest_id(self) -> UUID:
        return UUID(self.guest.data)


class ReturnForm(ApprovalForm):
    reason = area(N_("Alasan dikembalikan"), N_("Tulis alasannya dulu."))
