"""The language of a page: msgids are the Bahasa text itself, English is the only catalogue.

The catalogue is read from `wbs/translations/en.po` into memory once; there are no .mo files to forget. The language of
a request is a context variable set by the view (`choose_language`) and reset before each request. Knows no request.
"""

import io
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

import jinja2
from babel.messages import mofile, pofile

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "id"
TRANSLATIONS = Path(__file__).parents[1] / "translations"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """The language that this request is answered in: a key of LANGUAGES."""
    return _language.get()


def choose_language(wanted: str | None) -> str:
    """Sets the language of this request; anything unknown becomes Bahasa."""
    chosen = wanted if wanted in LANGUAGES else DEFAULT
    _language.set(chosen)
    return chosen


def asked_language(form: Mapping[str, str]) -> str | None:
    """What a posted page asks for: the language button (`speak`) outranks the hidden field (`lang`)."""
    return form.get("speak") or form.get("lang")


def wants_other_language(form: Mapping[str, str]) -> bool:
    """Whether the language button was pressed: draw the same page again, with what was typed, and do nothing else."""
    return "speak" in form


@cache
def catalogue(name: str) -> NullTranslations:
    """Translations of one language; Bahasa needs none."""
    if name == DEFAULT:
        return NullTranslations()
    with (TRANSLATIONS / f"{name}.po").open("rb") as po:
        messages = pofile.read_po(po, locale=name)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    # The empty msgid is the catalogue's own header.
    return catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    return catalogue(language()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    return catalogue(language()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    return catalogue(language()).npgettext(context, one, many, n)


def N_(message: str) -> str:
    """Marks a text for the catalogue without translating it yet: for constants; draw it with the filter `tr`."""
    return message


def _(message: str, **values: Any) -> str:
    """Translates now; with values, `%(name)s` in the text is filled in."""
    translated = gettext(message)
    return translated % values if values else translated


def install(env: jinja2.Environment) -> None:
    """Gives templates `_()`, `{% trans %}`, `language()` and the filter `tr`; fails early without a catalogue.

    `tr` returns a plain string, which is escaped like any other; `_()` trusts its text and is for literals only.
    """
    for name in LANGUAGES:
        catalogue(name)
    env.add_extension("jinja2.ext.i18n")
    install_callables: Callable[..., None] = env.install_gettext_callables  # type: ignore[attr-defined]
    install_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    env.globals["language"] = language
    env.filters["tr"] = gettext
