"""The forms of officers about files: which to add, and why one is taken away."""

from collections.abc import Sequence

import wtforms
from wtforms.validators import DataRequired

from wbs.cases.attachments import ORIGINAL
from wbs.cases.receiving import FILE, Arrival, told
from wbs.config import Settings
from wbs.web.fields import AtMost, OneOf
from wbs.web.forms import PublicForm
from wbs.web.text import N_, gettext

MOST_LETTERS = 2_000
NOTHING_CHOSEN = N_("Pilih berkasnya dulu.")


class FilesForm(PublicForm):
    """What arrived. The good ones are taken even when others have a problem; each problem is told with its name."""

    files = wtforms.MultipleFileField(N_("Tambah berkas"))

    def take(self, arrivals: Sequence[Arrival], settings: Settings) -> None:
        self.good = [one for one in arrivals if not one.problem]
        wrong = [f"{one.name}: {told(one.problem, settings)}" for one in arrivals if one.problem]
        self.messages = wrong if arrivals else [gettext(NOTHING_CHOSEN)]

    def validate(self, extra_validators: object = None) -> bool:
        """Whether there is something to add."""
        self.files.errors = tuple(self.messages)
        return bool(self.good)


class DownloadForm(PublicForm):
    """Taking away the bytes themselves: with a reason that colleagues can read."""

    part = OneOf(N_("Yang diunduh"), default=FILE)
    reason = wtforms.StringField(
        N_("Alasan mengunduh"), [DataRequired(N_("Tulis alasannya dulu.")), AtMost(MOST_LETTERS)],
        description=N_("Tercatat di catatan kasus dan di buku jejak, dengan nama Anda."),
    )

    def offer(self, keeps_original: bool) -> None:
        """`part` is a choice only where an original lies beside the clean copy."""
        choices = [(FILE, gettext(N_("Salinan yang sudah dibersihkan")))]
        if keeps_original:
            choices.append((ORIGINAL, gettext(N_("Aslinya, yang disimpan atas pilihan pelapor"))))
        self.part.choices = choices
