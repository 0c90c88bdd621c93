"""The lists that the form offers. Those of units are drawn once per language and kept as markup: 231 units for every
visitor would cost more than the rest of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from wbs.cases.vocabulary import KINDS, KNOWN_BY, KNOWS_BY, QUESTIONS, RELATIONS, Term, kinds_of
from wbs.organisation.units import Organisation
from wbs.web.text import N_, _, language

OUT_OF_LIST = N_("Pilih, bila ada di daftar")
ANY_KIND = N_("Tidak yakin")
MERGED = N_("%(unit)s sudah bergabung ke %(into)s. Pilih %(into)s, atau kosongkan dan tulis nama lamanya di isian di bawahnya.")  # noqa: E501
CLOSED = N_("%(unit)s sudah tidak ada. Pilih unit lain, atau kosongkan dan tulis namanya di isian di bawahnya.")
UNKNOWN = N_("Unit ini tidak ada di daftar kami. Pilih yang lain, atau tulis namanya di isian di bawahnya.")
YES_NO = {"ya": N_("Ya"), "tidak": N_("Tidak"), "tidak_tahu": N_("Tidak tahu")}

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class UnitLists:
    """`options` for a drop-down list, `datalist` for every field in which a unit may be typed."""

    options: Markup
    datalist: Markup


_drawn: dict[str, tuple[Organisation, UnitLists]] = {}


def unit_lists(organisation: Organisation) -> UnitLists:
    """In the language of this request. Kept by identity: an organisation is one value until a unit changes."""
    kept = _drawn.get(language())
    if kept is None or kept[0] is not organisation:
        kept = (organisation, UnitLists(_unit_options(organisation), _datalist(organisation)))
        _drawn[language()] = kept
    return kept[1]


def why_not_offered(code: str, organisation: Organisation) -> str:
    """What to do about a unit that left the list, perhaps while somebody was writing about it."""
    current = organisation.current(code)
    if current != code and organisation.is_open(current):
        values = {"unit": organisation.name_of(code), "into": organisation.name_of(current)}
        return _(MERGED) % values
    if code in organisation.units:
        return _(CLOSED) % {"unit": organisation.name_of(code)}
    return _(UNKNOWN)


def kind_options() -> Markup:
    """The kinds under their plain questions."""
    return _kind_options(language())


def kind_label(key: str) -> str:
    return _(KINDS[key].label) if key in KINDS else key


def knows_by() -> Choices:
    return _terms(KNOWS_BY)


def relations() -> Choices:
    return _terms(RELATIONS)


def known_by() -> Choices:
    return _terms(KNOWN_BY)


def yes_no() -> Choices:
    return [(key, _(label)) for key, label in YES_NO.items()]


def _terms(found: Mapping[str, Term]) -> Choices:
    return [(term.key, _(term.label)) for term in found.values()]


@cache
def _kind_options(_language: str) -> Markup:
    groups = (_group(_(question.label), _pairs(question.key)) for question in QUESTIONS.values())
    return _first(_(ANY_KIND)) + Markup().join(groups)


def _pairs(question: str) -> list[tuple[str, str]]:
    return [(kind.key, _(kind.label)) for kind in kinds_of(question)]


def _unit_options(organisation: Organisation) -> Markup:
    groups = (
        _group(kind.replace("_", " ").capitalize(), ((unit.code, unit.name) for unit in organisation.of_kind(kind)))
        for kind in organisation.kinds()
    )
    return _first(_(OUT_OF_LIST)) + Markup().join(groups)


def _datalist(organisation: Organisation) -> Markup:
    return Markup().join(Markup('<option value="{}">').format(unit.name) for unit in organisation.open_units())


def _first(label: str) -> Markup:
    return Markup('<option value="">{}</option>').format(label)


def _group(label: str, pairs: Iterable[tuple[str, str]]) -> Markup:
    options = Markup().join(Markup('<option value="{}">{}').format(key, name) for key, name in pairs)
    return Markup('<optgroup label="{}">').format(escape(label)) + options + Markup("</optgroup>")
