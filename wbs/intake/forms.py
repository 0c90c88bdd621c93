"""The report form. `to_report` is the only place where what was typed becomes a `Report`.

The form's meta carries what its checks need: `organisation`, `today`, `own_domains`. Nothing is required but what
happened, and who or where.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import wtforms
from wtforms.fields.core import Field
from wtforms.validators import ValidationError

from wbs.cases.report import Party, Report
from wbs.cases.vocabulary import KINDS
from wbs.intake import choices
from wbs.intake.checks import PossibleDays, PrivateAddress, Told
from wbs.intake.filing import Extras
from wbs.organisation.units import Organisation
from wbs.web.fields import AtLeast, AtMost, DayField, FromList, OneOf, Rows, RupiahField
from wbs.web.forms import PublicForm, filled
from wbs.web.hostile import clean
from wbs.web.text import N_, _, language
from wbs.web.words import UNREADABLE_CHOICE

LEAST_TOLD, MOST_TOLD, MOST_OF_A_PART, MOST_OF_A_LINE = 50, 20_000, 5_000, 200
ROWS_OFFERED, MOST_ROWS = 3, 10
SOON = timedelta(days=7)
FAR = timedelta(days=366)

LINE = (AtMost(MOST_OF_A_LINE),)
PART = (AtMost(MOST_OF_A_PART),)


class PartyForm(PublicForm):
    """One person, as far as they are known."""

    name = wtforms.StringField(N_("Nama"), LINE)
    position = wtforms.StringField(N_("Jabatan"), LINE)
    unit = wtforms.StringField(N_("Unit kerja"), LINE)

    def to_party(self, organisation: Organisation) -> Party:
        typed = self.unit.data or ""
        code = unit_code(typed, organisation)
        return Party(self.name.data or "", self.position.data or "", code, "" if code else typed)


class ReportForm(PublicForm):
    """Everything that a reporter may tell, in the order of the page."""

    what = wtforms.TextAreaField(N_("Apa yang terjadi?"), (Told(), AtLeast(LEAST_TOLD), AtMost(MOST_TOLD)))
    kind = wtforms.StringField(N_("Ini tentang apa?"))
    persons = Rows(
        wtforms.FormField(PartyForm), N_("Siapa yang terlibat?"), min_entries=ROWS_OFFERED, max_entries=MOST_ROWS
    )
    unit = wtforms.StringField(N_("Unit kerja"))
    unit_text = wtforms.StringField(N_("Unit tidak ada di daftar? Tulis namanya"), LINE)
    where = wtforms.StringField(N_("Tempatnya"), PART)
    when = wtforms.StringField(N_("Kapan, atau sejak kapan?"), (*PART, PossibleDays()))
    when_until = wtforms.StringField(N_("Sampai kapan?"), (*PART, PossibleDays()))
    still = wtforms.BooleanField(N_("Masih berlangsung"))
    gone = wtforms.BooleanField(N_("Uang atau bukti akan hilang dalam 7 hari"))
    gone_on = DayField(N_("Tanggal uang atau bukti akan hilang"))
    threatened = wtforms.BooleanField(N_("Saya merasa terancam, atau butuh perlindungan"))
    retaliated = wtforms.BooleanField(N_("Saya diperlakukan buruk karena pernah melapor"))
    sexual = wtforms.BooleanField(N_("Ini menyangkut kekerasan seksual"))
    inspectorate = OneOf(
        N_("Apakah ada orang Inspektorat yang terlibat atau dekat dengan mereka?"), choices=choices.yes_no
    )
    excluded = Rows(
        wtforms.FormField(PartyForm),
        N_("Siapa yang tidak boleh membaca laporan ini?"),
        min_entries=ROWS_OFFERED,
        max_entries=MOST_ROWS,
    )
    known_by = OneOf(N_("Berapa orang yang tahu hal ini?"), choices=choices.known_by)
    handle_with_care = wtforms.TextAreaField(
        N_("Bagian mana yang tidak boleh dipakai tanpa bertanya dulu kepada Anda?"), PART
    )
    how = wtforms.TextAreaField(N_("Bagaimana caranya?"), PART)
    loss_rp = RupiahField(N_("Kira-kira berapa nilainya?"))
    knows_by = OneOf(N_("Dari mana Anda tahu?"), choices=choices.knows_by)
    reported_elsewhere = wtforms.StringField(N_("Pernah dilaporkan ke tempat lain?"), PART)
    relation = FromList(N_("Hubungan Anda dengan unit ini"), choices=choices.relations)
    identity = wtforms.TextAreaField(N_("Nama Anda, dan cara aman menghubungi Anda"), PART)
    contact = wtforms.StringField(N_("Alamat surel pribadi"), (PrivateAddress(),))

    def validate_kind(self, field: Field) -> None:
        if field.data and field.data not in KINDS:
            raise ValidationError(_(UNREADABLE_CHOICE))

    def validate_unit(self, field: Field) -> None:
        organisation: Organisation = self.meta.organisation
        if field.data and not organisation.is_open(field.data):
            raise ValidationError(choices.why_not_offered(field.data, organisation))

    def validate_where(self, field: Field) -> None:
        has_place = bool(field.data or self.unit.data or self.unit_text.data)
        if not has_place and not any(_is_filled(row) for row in self.persons):
            raise ValidationError(_("Tulis siapa yang terlibat, atau di mana terjadinya. Salah satu sudah cukup."))

    def validate_gone_on(self, field: Field) -> None:
        today: date = self.meta.today
        if field.data and field.data < today:
            raise ValidationError(_("Tanggal ini sudah lewat. Tulis tanggal yang akan datang, atau kosongkan."))
        if field.data and field.data > today + FAR:
            raise ValidationError(_("Tanggal ini terlalu jauh. Tulis tanggal dalam setahun ini, atau kosongkan."))

    def to_report(self) -> Report:
        organisation: Organisation = self.meta.organisation
        unit, unit_text = self.unit.data or "", self.unit_text.data or ""
        code = "" if unit else unit_code(unit_text, organisation)
        return Report(
            what=self.what.data or "",
            kind=self.kind.data or "lainnya",
            unit=unit or code,
            unit_text="" if code else unit_text,
            persons=_parties(self.persons, organisation),
            where=self.where.data or "",
            when=" sampai ".join(filter(None, (self.when.data, self.when_until.data))),
            how=self.how.data or "",
            loss_rp=self.loss_rp.data,
            knows_by=self.knows_by.data or "",
            reported_elsewhere=self.reported_elsewhere.data or "",
            relation=self.relation.data or "",
            known_by=self.known_by.data or "",
            handle_with_care=self.handle_with_care.data or "",
            flags=self._flags(),
            gone_on=self.gone_on.data,
            excluded=_parties(self.excluded, organisation),
        )

    def to_extras(self) -> Extras:
        return Extras(contact=self.contact.data or "", identity=self.identity.data or "", language=language())

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Label and content of everything written freely, but for what is meant to name somebody or the reporter."""
        fields = (self.what, self.where, self.when, self.how, self.reported_elsewhere, self.handle_with_care)
        return tuple((_(field.label.text), field.data) for field in fields if field.data)

    def _flags(self) -> frozenset[str]:
        goes_soon = self.gone_on.data is not None and self.gone_on.data - self.meta.today <= SOON
        flags = {
            "masih_berlangsung": self.still.data,
            "hilang_7_hari": self.gone.data or goes_soon,
            "terancam": self.threatened.data,
            "pembalasan": self.retaliated.data,
            "kekerasan_seksual": self.sexual.data,
            "orang_inspektorat": self.inspectorate.data == "ya",
        }
        return frozenset(key for key, is_set in flags.items() if is_set)


class ReviewedForm(ReportForm):
    """The same form of what was filled in alone, without rows that stayed empty: for reading it, not for drawing it."""

    persons = Rows(wtforms.FormField(PartyForm), N_("Siapa yang terlibat?"), max_entries=MOST_ROWS)
    excluded = Rows(
        wtforms.FormField(PartyForm), N_("Siapa yang tidak boleh membaca laporan ini?"), max_entries=MOST_ROWS
    )

    def __init__(self, posted: Any, **given: Any) -> None:
        super().__init__(filled(posted), **given)


def report_form(
    posted: Any,
    organisation: Organisation,
    today: date,
    own_domains: tuple[str, ...],
    kind: type[ReportForm] = ReportForm,
) -> ReportForm:
    """The form with what was posted, or empty when `posted` is None."""
    return kind(posted, meta={"organisation": organisation, "today": today, "own_domains": own_domains})


def carried(form: wtforms.Form, *without: str) -> tuple[tuple[str, str], ...]:
    """Name and content of everything filled in, for hidden fields, but for the fields that the page shows openly."""
    return tuple((name, value) for name, value in _filled(form) if name not in without)


def unit_code(typed: str, organisation: Organisation) -> str:
    """The code of the one open unit that is or was called what was typed, else ""."""
    codes = [code for code in organisation.units_named(typed) if organisation.is_open(code)]
    return codes[0] if len(codes) == 1 else ""


def _parties(rows: Rows, organisation: Organisation) -> tuple[Party, ...]:
    parties = (row.form.to_party(organisation) for row in rows)
    return tuple(party for party in parties if not party.is_empty())


def _is_filled(row: wtforms.FormField) -> bool:
    return any(field.data for field in row.form)


def _filled(fields: Any) -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, wtforms.FormField | wtforms.FieldList):
            yield from _filled(field)
        else:
            yield from ((field.name, clean(str(raw))) for raw in field.raw_data or () if raw)
