"""The report form. `to_report` is the only place where what was typed becomes a `Report`.

The form's meta carries what its checks need: `organisation`, `today`, `own_domains`. Nothing is required but what
happened, and who or where.
"""

from collections.abc import Iterable, Iterator, Mapping
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

PLACES = ("where", "unit", "unit_text")
FREE = ("what", "where", "when", "how", "reported_elsewhere", "handle_with_care")  # to be written as one likes
ASKED_FOR = {"what", "where", "inspectorate"}

LINE = (AtMost(MOST_OF_A_LINE),)
PART = (AtMost(MOST_OF_A_PART),)


class PartyForm(PublicForm):
    """One person, as far as they are known."""

    name = wtforms.StringField(N_("Nama"), LINE)
    position = wtforms.StringField(N_("Jabatan"), LINE)
    unit = wtforms.StringField(N_("Unit kerja"), LINE)


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
        told = self.data
        has_place = any(told.get(name) for name in PLACES)
        if not has_place and not any(any(row.values()) for row in told.get("persons", ())):
            raise ValidationError(_("Tulis siapa yang terlibat, atau di mana terjadinya. Salah satu sudah cukup."))

    def validate_gone_on(self, field: Field) -> None:
        today: date = self.meta.today
        if field.data and field.data < today:
            raise ValidationError(_("Tanggal ini sudah lewat. Tulis tanggal yang akan datang, atau kosongkan."))
        if field.data and field.data > today + FAR:
            raise ValidationError(_("Tanggal ini terlalu jauh. Tulis tanggal dalam setahun ini, atau kosongkan."))

    def to_report(self) -> Report:
        organisation: Organisation = self.meta.organisation
        told = self.data
        unit, unit_text = told.get("unit") or "", told.get("unit_text") or ""
        code = "" if unit else unit_code(unit_text, organisation)
        return Report(
            what=told["what"] or "",
            kind=told.get("kind") or "lainnya",
            unit=unit or code,
            unit_text="" if code else unit_text,
            persons=_parties(told.get("persons", ()), organisation),
            where=told["where"] or "",
            when=" sampai ".join(filter(None, (told.get("when"), told.get("when_until")))),
            how=told.get("how") or "",
            loss_rp=told.get("loss_rp"),
            knows_by=told.get("knows_by") or "",
            reported_elsewhere=told.get("reported_elsewhere") or "",
            relation=told.get("relation") or "",
            known_by=told.get("known_by") or "",
            handle_with_care=told.get("handle_with_care") or "",
            flags=_flags(told, self.meta.today),
            gone_on=told.get("gone_on"),
            excluded=_parties(told.get("excluded", ()), organisation),
        )

    def to_extras(self) -> Extras:
        told = self.data
        return Extras(contact=told.get("contact") or "", identity=told.get("identity") or "", language=language())

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Label and content of everything written freely, but for what is meant to name somebody or the reporter."""
        fields = [self[name] for name in FREE if name in self]
        return tuple((_(field.label.text), field.data) for field in fields if field.data)


class ReviewedForm(ReportForm):
    """The same form for reading it, not for drawing it: of the fields in which something was written, and of those that
    are asked for in any case."""

    persons = Rows(wtforms.FormField(PartyForm), N_("Siapa yang terlibat?"), max_entries=MOST_ROWS)
    excluded = Rows(
        wtforms.FormField(PartyForm), N_("Siapa yang tidak boleh membaca laporan ini?"), max_entries=MOST_ROWS
    )

    def __init__(self, posted: Any, **given: Any) -> None:
        written = filled(posted)
        wanted = {name.partition("-")[0] for name in written} | ASKED_FOR
        self._unbound_fields = [(name, field) for name, field in self._unbound_fields if name in wanted]
        super().__init__(written, **given)


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


def _parties(rows: Iterable[Mapping[str, Any]], organisation: Organisation) -> tuple[Party, ...]:
    parties = (_party(row, organisation) for row in rows)
    return tuple(party for party in parties if not party.is_empty())


def _party(row: Mapping[str, Any], organisation: Organisation) -> Party:
    typed = row["unit"] or ""
    code = unit_code(typed, organisation)
    return Party(row["name"] or "", row["position"] or "", code, "" if code else typed)


def _flags(told: Mapping[str, Any], today: date) -> frozenset[str]:
    gone_on = told.get("gone_on")
    flags = {
        "masih_berlangsung": told.get("still"),
        "hilang_7_hari": told.get("gone") or (gone_on is not None and gone_on - today <= SOON),
        "terancam": told.get("threatened"),
        "pembalasan": told.get("retaliated"),
        "kekerasan_seksual": told.get("sexual"),
        "orang_inspektorat": told.get("inspectorate") == "ya",
    }
    return frozenset(key for key, is_set in flags.items() if is_set)


def _filled(fields: Any) -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, wtforms.FormField | wtforms.FieldList):
            yield from _filled(field)
        else:
            yield from ((field.name, clean(str(raw))) for raw in field.raw_data or () if raw)
