"""The forms of the page "Bagikan": what to mask, and what goes into a dossier for whom."""

from collections.abc import Iterable
from uuid import UUID

import wtforms
from wtforms.validators import DataRequired, Regexp

from wbs.cases.dossier_manifest import Choice
from wbs.cases.exporting import Wish
from wbs.web.fields import AtMost, FromList
from wbs.web.forms import PublicForm
from wbs.web.text import N_, gettext

MOST_LETTERS = 2_000
WORDS = "kata"  # the recipient who is not in the directory


class MaskForm(PublicForm):
    passage = wtforms.TextAreaField(
        N_("Kata atau kalimat"), [DataRequired(N_("Tulis kata atau kalimatnya dulu.")), AtMost(MOST_LETTERS)],
        description=N_("Salin dari laporan, surat, catatan, atau nama berkas. Huruf besar dan kecil tidak dibedakan."),
    )
    reason = wtforms.StringField(
        N_("Mengapa disamarkan"), [DataRequired(N_("Tulis alasannya dulu.")), AtMost(MOST_LETTERS)],
        description=N_("Jangan ulangi kata yang disamarkan di sini."),
    )


class UnmaskForm(PublicForm):
    mask = wtforms.HiddenField()

    def mask_id(self) -> UUID:
        """The mask that was shown; what is no id is no mask."""
        try:
            return UUID(self.mask.data or "")
        except ValueError:
            return UUID(int=0)


class RedactForm(UnmaskForm):
    sure = wtforms.BooleanField(
        N_("Saya paham: yang dihapus tidak dapat dikembalikan siapa pun"),
        [DataRequired(N_("Centang dulu bahwa Anda paham ini tidak dapat dikembalikan."))],
    )


class DossierForm(PublicForm):
    """Parts and purpose; report, timeline and custody always go in."""

    dialogue = wtforms.BooleanField(N_("Dialog dengan pelapor"))
    notes = wtforms.BooleanField(N_("Catatan tim"))
    files = wtforms.BooleanField(N_("Berkas lampiran"))
    purpose = wtforms.StringField(
        N_("Untuk apa berkas ini"), [DataRequired(N_("Tulis untuk apa berkas ini dibuat.")), AtMost(MOST_LETTERS)],
        description=N_("Tercatat di catatan kasus dan di buku jejak, dengan nama Anda."),
    )

    def to_wish(self) -> Wish:
        choice = Choice(bool(self.dialogue.data), bool(self.notes.data), bool(self.files.data))
        return Wish(choice, self.purpose.data)


class ExportForm(DossierForm):
    to = FromList(N_("Siapa yang dapat membukanya"), [DataRequired(N_("Pilih siapa yang dapat membukanya."))])

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """`people` are ids and names."""
        self.to.choices = [
            ("", gettext(N_("pilih satu"))), *people, (WORDS, gettext(N_("orang lain: dibuka dengan 8 kata"))),
        ]  # fmt: skip

    def is_under_words(self) -> bool:
        return bool(self.to.data == WORDS)

    def recipient(self) -> UUID:
        return UUID(self.to.data)


class WordsForm(DossierForm):
    """The second step under words: what was chosen, and from which token the words were drawn."""

    token = wtforms.HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z", message=N_("Buat lagi dari awal."))])

    def drawn_from(self) -> bytes:
        return bytes.fromhex(self.token.data)
