"""The forms about people. Units are written as code or name; what is no unit is said to be none."""

import re
from collections.abc import Iterable
from uuid import UUID

import wtforms
from wtforms.validators import DataRequired, ValidationError

from wbs.cases.lifecycle import GUEST
from wbs.cases.vocabulary import DESKS, ROLES
from wbs.organisation.units import Organisation
from wbs.people.terms import Facts, Terms, desks_of
from wbs.web.fields import AtMost, DayField, FromList
from wbs.web.forms import PublicForm
from wbs.web.text import N_, gettext

MOST_LETTERS = 200
MOST_UNITS = 4_000
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}\Z")
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+\Z")
NO_UNIT = N_("Unit ini tidak ada di daftar. Tulis kode atau namanya persis.")
NO_NAME = N_("Pakai 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung.")
NO_ADDRESS = N_("Alamat surel ini tidak lengkap.")
NO_DAY = N_("Tulis harinya.")


def unit_code(text: str, organisation: Organisation) -> str:
    """The one unit of that code or name. Raises ValidationError."""
    found = {text} & organisation.units.keys() or organisation.units_named(text)
    if len(found) != 1:
        raise ValidationError(gettext(NO_UNIT))
    return next(iter(found))


class FactsForm(PublicForm):
    """What the directory says of a person."""

    name = wtforms.StringField(N_("Nama"), [DataRequired(N_("Tulis namanya.")), AtMost(MOST_LETTERS)])
    position = wtforms.StringField(N_("Jabatan"), [DataRequired(N_("Tulis jabatannya.")), AtMost(MOST_LETTERS)])
    unit = wtforms.StringField(
        N_("Unit kerja"), [AtMost(MOST_LETTERS)],
        description=N_("Kode atau nama unit. Kosongkan hanya untuk orang dari luar pemerintah ini."),
    )  # fmt: skip
    roles = wtforms.SelectMultipleField(N_("Peran"))
    desks = wtforms.SelectMultipleField(N_("Meja"))
    conflicts = wtforms.TextAreaField(
        N_("Benturan kepentingan yang dinyatakan"), [AtMost(MOST_UNITS)],
        description=N_("Satu unit per baris: tempat kerja tiga tahun terakhir, keluarga, usaha. Laporan tentang unit itu tidak sampai kepadanya."),  # noqa: E501
    )  # fmt: skip

    def offer(self, realm: str, organisation: Organisation) -> None:
        self.organisation, self.realm = organisation, realm
        self.roles.choices = [(key, gettext(term.label)) for key, term in ROLES.items()]
        self.desks.choices = [(key, gettext(DESKS[key].label)) for key in desks_of(realm)]

    def fill(self, facts: Facts) -> None:
        self.name.data, self.position.data, self.unit.data = facts.name, facts.position, facts.unit
        self.roles.data, self.desks.data = sorted(facts.roles), sorted(facts.desks)
        self.conflicts.data = "\n".join(sorted(facts.conflict_units))

    def validate_unit(self, field: wtforms.Field) -> None:
        """Whoever comes from outside, to the bypass or as a guest, has none in the list."""
        if field.data:
            self._code(field.data)
        elif self.realm != "bypass" and GUEST not in (self.roles.data or ()):
            raise ValidationError(gettext(N_("Tulis unitnya.")))

    def validate_conflicts(self, field: wtforms.Field) -> None:
        for line in self._lines():
            self._code(line)

    def to_facts(self) -> Facts:
        return Facts(
            self.name.data, self.position.data, self._code(self.unit.data) if self.unit.data else "",
            frozenset(self.roles.data or ()),
            frozenset(self.desks.data or ()), frozenset(self._code(line) for line in self._lines()),
        )  # fmt: skip

    def _lines(self) -> Iterable[str]:
        return [line.strip() for line in (self.conflicts.data or "").splitlines() if line.strip()]

    def _code(self, text: str) -> str:
        return unit_code(text, self.organisation)


class NewPersonForm(FactsForm):
    sign_in_name = wtforms.StringField(N_("Nama masuk"), [DataRequired(N_("Tulis nama masuknya.")), AtMost(40)])
    address = wtforms.StringField(
        N_("Surel kantor"), [AtMost(MOST_LETTERS)],
        description=N_("Ke sini datang pemberitahuan tanpa isi. Boleh kosong."),
    )  # fmt: skip

    def validate_sign_in_name(self, field: wtforms.Field) -> None:
        if not SIGN_IN_NAME.match(field.data or ""):
            raise ValidationError(gettext(NO_NAME))

    def validate_address(self, field: wtforms.Field) -> None:
        if field.data and not ADDRESS.match(field.data):
            raise ValidationError(gettext(NO_ADDRESS))

    def to_terms(self) -> Terms:
        return Terms(self.to_facts(), self.sign_in_name.data, self.address.data or "")


class StandInForm(PublicForm):
    """For whom, at which desk, from when until when."""

    stands_for = FromList(N_("Menggantikan"), [DataRequired(N_("Pilih siapa yang digantikan."))])
    begins_on = DayField(N_("Dari"), [DataRequired(NO_DAY)])
    ends_on = DayField(N_("Sampai dengan"), [DataRequired(NO_DAY)])

    def offer(self, places: Iterable[tuple[UUID, str, str]]) -> None:
        """`places` are person, desk and the name of the person."""
        self.stands_for.choices = [
            ("", gettext(N_("pilih satu"))),
            *((f"{person}:{desk}", f"{name}, {gettext(DESKS[desk].label)}") for person, desk, name in places),
        ]

    def to_terms(self) -> Terms:
        person, _, desk = self.stands_for.data.partition(":")
        return Terms(
            stands_for=UUID(person), desk=desk, begins_on=self.begins_on.data, ends_on=self.ends_on.data
        )


class KeyForm(PublicForm):
    compared = wtforms.BooleanField(
        N_("Sidik kunci ini sudah dicocokkan dengan orangnya"),
        [DataRequired(N_("Cocokkan dulu sidik kuncinya: minta orangnya membacakan dari halamannya."))],
    )
