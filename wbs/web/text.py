"""The language of a page: msgids are the Bahasa text itself, English is the only catalogue.

The catalogue is read from `wbs/translations/en.po` into memory once; there are no .mo files to forget. The language of
a request is a context variable set by the view (`choose_language`) and reset before each request. Knows no request.
"""

import io
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

import jinja2
from babel.messages import mofile, pofile
from markupsafe import Markup

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


def N_(message: str) -> str:
    """Marks a text for the catalogue without translating it yet: for constants; draw it with the filter `tr`."""
    return message


def _(message: str, **values: Any) -> str:
    """Translates now; with values, `%(name)s` in the text is filled in."""
    translated = gettext(message)
    return translated % values if values else translated


def _drawn(message: str, **values: Any) -> Markup:
    words = Markup(gettext(message))  # noqa: S704 - a literal of ours # nosec B704
    return words % values if values else words


def _counted(one: str, many: str, num: int) -> Markup:
    return Markup(ngettext(one, many, num)) % {"num": num}  # noqa: S704 - literals of ours # nosec B704


def install(env: jinja2.Environment) -> None:
    """Gives templates `_()`, `ngettext()`, `language()` and the filter `tr`; fails early without a catalogue.

    `tr` returns a plain string, which is escaped like any other; `_()` trusts its text and is for literals only.
    Jinja's own extension for this looks every text up through the page's context, which costs ten times as much.
    """
    for name in LANGUAGES:
        catalogue(name)
    env.globals.update(_=_drawn, ngettext=_counted, language=language)
    env.filters["tr"] = gettext
