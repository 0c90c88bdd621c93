"""The forms about keeping and destroying."""

from datetime import date

from wbs.cases.forms import DayNeeded, area
from wbs.web.fields import DayField
from wbs.web.forms import PublicForm
from wbs.web.text import N_


class PurgeForm(PublicForm):
    reason = area(
        N_("Alasan memusnahkan"), N_("Tulis alasannya dulu."),
        N_("Misalnya dasar jadwal retensi, dan bahwa tidak ada perkara lain yang memerlukan kasus ini."),
    )  # fmt: skip


class KeepForm(PublicForm):
    review_on = DayField(N_("Disimpan sampai"), [DayNeeded(N_("Pilih tanggalnya dulu."))])
    why = area(N_("Alasan menyimpan lebih lama"), N_("Tulis alasannya dulu."))

    def day(self) -> date:
        chosen: date = self.review_on.data
        return chosen
