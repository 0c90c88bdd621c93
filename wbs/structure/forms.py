"""The forms about units. Another unit is written as code or name, as the datalist offers it; what is none is told."""

from datetime import date

import wtforms
from wtforms.validators import DataRequired, ValidationError

from wbs.organisation.units import Organisation, Unit
from wbs.structure.rules import MOST_LETTERS, bad_text
from wbs.structure.steps import bare
from wbs.web.fields import AtMost, DayField
from wbs.web.forms import PublicForm
from wbs.web.text import N_, _, gettext

NO_UNIT = N_("Unit ini tidak ada di daftar. Tulis kode atau namanya persis.")
NO_COUNT = N_("Tulis bilangan bulat tanpa titik, atau kosongkan.")
MOST_EMPLOYEES = 1_000_000
LINE = AtMost(MOST_LETTERS)


class SinceForm(PublicForm):
    """Only from when on."""

    since = DayField(
        N_("Mulai berlaku"), [DataRequired(N_("Tulis harinya."))],
        description=N_("Hari menurut keputusannya. Berlaku paling cepat sesudah direktori ditandatangani."),
    )  # fmt: skip

    def offer(self, organisation: Organisation, today: date) -> None:
        self.organisation = organisation
        if not self.since.raw_data:
            self.since.data = today

    def code_of(self, text: str) -> str:
        """Raises ValidationError for what names no open unit, or several."""
        found = {text} & self.organisation.units.keys() or self.organisation.units_named(text)
        codes = [code for code in found if self.organisation.is_open(code)]
        if len(codes) != 1:
            raise ValidationError(gettext(NO_UNIT))
        return codes[0]


class UnitForm(SinceForm):
    """Everything that is said of a unit, all but its code."""

    name = wtforms.StringField(N_("Nama"), [DataRequired(N_("Tulis namanya.")), LINE])
    short_name = wtforms.StringField(N_("Singkatan"), [LINE], description=N_("Boleh kosong."))
    kind = wtforms.StringField(
        N_("Jenis"), [DataRequired(N_("Tulis jenisnya.")), LINE], description=N_("Seperti dinas, badan, kecamatan.")
    )
    parent = wtforms.StringField(N_("Induk"), [LINE], description=N_("Kode atau nama unit di atasnya."))
    region = wtforms.StringField(
        N_("Wilayah"), [LINE], description=N_("Kosong: seperti induknya. Menentukan meja, jadi samakan ejaannya.")
    )
    employees = wtforms.StringField(N_("Jumlah pegawai"), [LINE], description=N_("Boleh kosong."))
    runs_infrastructure = wtforms.BooleanField(
        N_("Menjalankan server atau jaringan"), description=N_("Pelapor diberi tahu nama unit ini.")
    )

    def fill(self, unit: Unit) -> None:
        self.name.data, self.kind.data, self.region.data = unit.name, unit.kind, unit.region
        self.short_name.data = unit.short_name if unit.short_name != unit.name else ""
        self.parent.data = self.organisation.name_of(unit.parent_code) if unit.parent_code else ""
        if unit.parent_code and self.organisation.units_named(self.parent.data) != {unit.parent_code}:
            self.parent.data = unit.parent_code
        self.employees.data = "" if unit.employees is None else str(unit.employees)
        self.runs_infrastructure.data = unit.runs_infrastructure

    def validate_name(self, field: wtforms.Field) -> None:
        self._refuse_bad(field)

    def validate_short_name(self, field: wtforms.Field) -> None:
        self._refuse_bad(field)

    def validate_kind(self, field: wtforms.Field) -> None:
        self._refuse_bad(field)

    def validate_region(self, field: wtforms.Field) -> None:
        self._refuse_bad(field)

    def validate_parent(self, field: wtforms.Field) -> None:
        if field.data:
            self.code_of(field.data)

    def validate_employees(self, field: wtforms.Field) -> None:
        text = field.data or ""
        if text and not (text.isascii() and text.isdigit() and int(text) <= MOST_EMPLOYEES):
            raise ValidationError(gettext(NO_COUNT))

    def to_unit(self, code: str) -> Unit:
        parent = self.code_of(self.parent.data) if self.parent.data else None
        count = int(self.employees.data) if self.employees.data else None
        kind = (self.kind.data or "").casefold().replace(" ", "_")
        return bare(
            Unit(
                code, self.name.data, self.short_name.data or self.name.data, kind, parent, self.region.data or "",
                count, bool(self.runs_infrastructure.data),
            )
        )  # fmt: skip

    def _refuse_bad(self, field: wtforms.Field) -> None:
        if why := bad_text(field.data or ""):
            raise ValidationError(_("Isian ini %(why)s", why=why))


class NewUnitForm(UnitForm):
    code = wtforms.StringField(
        N_("Kode"), [DataRequired(N_("Tulis kodenya.")), AtMost(40)],
        description=N_("Tetap selamanya, juga bila namanya berganti."),
    )  # fmt: skip


class MergeForm(SinceForm):
    into = wtforms.StringField(
        N_("Bergabung ke"), [DataRequired(N_("Tulis unitnya.")), LINE], description=N_("Kode atau nama unit.")
    )

    def validate_into(self, field: wtforms.Field) -> None:
        self.code_of(field.data)

    def to_code(self) -> str:
        return self.code_of(self.into.data)


class ImportForm(SinceForm):
    """The file comes apart from it; `text` carries it from the preview to the proposal."""

    text = wtforms.StringField()


class SearchForm(PublicForm):
    text = wtforms.StringField(N_("Nama atau kode"), [LINE])
    with_closed = wtforms.BooleanField(N_("Juga yang ditutup"))
