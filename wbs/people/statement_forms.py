"""The forms of one's own conflicts: units or none, and a unit that is none any more with the reason."""

import wtforms
from wtforms.validators import DataRequired, ValidationError

from wbs.organisation.units import Organisation
from wbs.people.forms import MOST_LETTERS, unit_code
from wbs.people.statement_page import UnitLine
from wbs.web.fields import AtLeast, AtMost, FromList, Rows
from wbs.web.forms import PublicForm
from wbs.web.text import N_, gettext

ROWS = 4
LEAST_REASON, MOST_REASON = 10, 500
EITHER = N_("Tulis unitnya, atau beri tanda bahwa tidak ada.")
NOT_BOTH = N_("Anda menulis unit dan memberi tanda bahwa tidak ada. Pilih salah satu.")


def _known(form: "StatementForm", field: wtforms.Field) -> None:
    if field.data:
        unit_code(field.data, form.organisation)


class StatementForm(PublicForm):
    """Some units, or none."""

    units = Rows(
        wtforms.StringField(N_("Unit"), [AtMost(MOST_LETTERS), _known]), N_("Unit yang ditambahkan"), min_entries=ROWS,
        max_entries=20,
    )  # fmt: skip
    none = wtforms.BooleanField(N_("Tidak ada, atau tidak ada selain yang sudah tercatat"))

    def offer(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def validate_none(self, field: wtforms.Field) -> None:
        has_units = any(row.data for row in self.units)
        if field.data == has_units:
            raise ValidationError(gettext(NOT_BOTH if has_units else EITHER))

    def to_units(self) -> frozenset[str]:
        return frozenset(unit_code(row.data, self.organisation) for row in self.units if row.data)


class OverForm(PublicForm):
    unit = FromList(N_("Unit yang bukan benturan lagi"), [DataRequired(N_("Pilih unitnya."))])
    reason = wtforms.TextAreaField(
        N_("Alasan"), [DataRequired(N_("Tulis alasannya.")), AtLeast(LEAST_REASON), AtMost(MOST_REASON)],
        description=N_("Terbaca oleh yang memutuskan usulan ini. Jangan menulis tentang kasus."),
    )  # fmt: skip

    def offer(self, units: tuple[UnitLine, ...]) -> None:
        self.unit.choices = [("", gettext(N_("pilih satu"))), *((one.code, one.name) for one in units)]
