"""Fields of our own: sums in rupiah, days as people write them, a choice that may stay open, and rows of fields."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from .amounts import NotAnAmount, read_amount
from .formats import rupiah
from .hostile import clean
from .text import _

DAY_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
MOST_INDEX_DIGITS = 3


class RupiahField(wtforms.Field):
    """A sum as people write it; `data` is whole rupiah (int) or None. What was typed stays in the box."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return clean(str(self.raw_data[0]))
        return rupiah(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            try:
                self.data = read_amount(text)
            except NotAnAmount:
                raise ValueError(_("Tulis jumlahnya dengan angka, misalnya Rp1.250.000 atau 1,5 miliar.")) from None


class DayField(wtforms.DateField):
    """A day from the browser's picker or typed by hand (21-11-2026, 21/11/2026); `data` is a date or None."""

    def __init__(self, label: str | None = None, validators: Iterable[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=list(DAY_FORMATS), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: date | None = None
        typed = clean(valuelist[0]) if valuelist else ""
        if typed:
            super().process_formdata([typed])


class OneOf(wtforms.RadioField):
    """Radio buttons of which none need be chosen; `data` is a key or ''. Choices are a dict of key to label."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else self.coerce(value)

    def pre_validate(self, form: wtforms.Form) -> None:
        if self.data:
            super().pre_validate(form)


class FromList(wtforms.SelectField):
    """A drop-down list whose first entry says that nothing is chosen; `data` is a key or ''."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else self.coerce(value)

    def pre_validate(self, form: wtforms.Form) -> None:
        if self.data:
            super().pre_validate(form)


class Rows(wtforms.FieldList):
    """Rows named `persons-0-name`, `persons-1-name` ...; other indices in a request are ignored.

    WTForms takes `²` and numbers of any length for an index and then fails on them.
    """

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        for key in formdata:
            index = key.removeprefix(f"{prefix}-").split("-", 1)[0] if key.startswith(f"{prefix}-") else ""
            if index.isascii() and index.isdigit() and len(index) <= MOST_INDEX_DIGITS:
                yield int(index)


class AtLeast:
    """At least so many characters after cleaning; says how many are there."""

    def __init__(self, least: int) -> None:
        self.least = least

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        have = len(field.data or "")
        if have < self.least:
            raise ValidationError(
                _("Tulis sedikit lebih banyak: paling sedikit %(least)d huruf, baru ada %(have)d.",
                  least=self.least, have=have)
            )  # fmt: skip


class AtMost:
    """At most so many characters after cleaning; says how many are too many. Nothing is cut off."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        have = len(field.data or "")
        if have > self.most:
            raise ValidationError(
                _("Terlalu panjang: paling banyak %(most)d huruf, sekarang %(have)d.", most=self.most, have=have)
            )
