"""The base of every form on both faces: our words, cleaned text, and the list of what to correct.

There is no CSRF field here: the public face's token is the form ticket, the staff face's is Sec-Fetch-Site and Origin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import Field, UnboundField

from .hostile import clean
from .text import gettext
from .words import OurWords

TEXT_FIELDS = (wtforms.StringField,)  # and what descends from it: TextArea, Search, Email, Hidden
KEPT_AS_TYPED = (wtforms.PasswordField,)


def cleaned(value: Any) -> Any:
    """The filter of text fields: NFC, no control characters, no blank ends; what is not text passes."""
    return clean(value) if isinstance(value, str) else value


@cache
def is_cleaned(kind: type[Field]) -> bool:
    return issubclass(kind, TEXT_FIELDS) and not issubclass(kind, KEPT_AS_TYPED)


class PublicForm(wtforms.Form):
    """Labels and descriptions are msgids (`N_`), drawn through `tr`; choices' labels come translated."""

    class Meta:
        def get_translations(self, form: wtforms.Form) -> OurWords:
            return OurWords()

        def bind_field(self, form: wtforms.Form, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            if is_cleaned(unbound_field.field_class):
                own = tuple(unbound_field.kwargs.get("filters", ()))
                options["filters"] = (cleaned, *own)
            return unbound_field.bind(form=form, **options)


def filled(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was posted without the fields that stayed empty."""
    return MultiDict([(name, value) for name, value in posted.items(multi=True) if value])


@dataclass(frozen=True)
class Problem:
    """One thing to correct: the id of the field to jump to (empty: the form as a whole), its label, and the words."""

    id: str
    label: str
    message: str


def problems(form: wtforms.Form) -> tuple[Problem, ...]:
    """Everything to correct, in the order of the page, rows of fields included."""
    whole = tuple(Problem("", "", str(message)) for message in form.form_errors)
    return whole + tuple(found for field in form for found in _problems_of(field))


def _problems_of(field: Field) -> Iterator[Problem]:
    if isinstance(field, wtforms.FormField | wtforms.FieldList):
        for inner in field:
            yield from _problems_of(inner)
    messages = field.errors if isinstance(field.errors, list | tuple) else ()
    for message in messages:
        if isinstance(message, str):
            yield Problem(field.id, gettext(field.label.text), message)
