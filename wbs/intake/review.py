"""What a reporter should look at once more before sending: traces of themselves, and words about the Inspektorat.

Pure rules over the texts of the form. They point out and never block, never change a text, and never tell which desk
a report would go to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from wbs.organisation.jurisdiction import AUDITOR_WORDS, INSPECTORATE_WORDS
from wbs.web.excerpts import around
from wbs.web.text import N_

AROUND = 24  # letters shown on either side of a finding
MOST_PER_RULE = 3


@dataclass(frozen=True)
class Rule:
    """One kind of trace; of overlapping traces the rule that stands first names it."""

    key: str
    sentence: str
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ("",)  # in small letters: without any there is no such trace, and patterns are slow


@dataclass(frozen=True)
class Finding:
    """A trace: `label` is the field's, `before`, `match` and `after` are the reporter's own words around it."""

    rule: Rule
    label: str
    before: str = field(repr=False)
    match: str = field(repr=False)
    after: str = field(repr=False)


RULES = (
    Rule(
        "email",
        N_("Ada alamat surel. Kalau itu milik Anda, hapus."),
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
        signs=("@",),
    ),
    Rule(
        "nip",
        N_("Ada angka yang mirip NIP. Kalau itu NIP Anda sendiri, hapus."),
        re.compile(r"\d(?<!\d\d)(?:[ .-]?\d){17}(?!\d)"),
    ),
    Rule(
        "nik",
        N_("Ada angka yang mirip NIK. Kalau itu NIK Anda sendiri, hapus."),
        re.compile(r"\d(?<!\d\d)(?:[ .-]?\d){15}(?!\d)"),
    ),
    Rule(
        "phone",
        N_("Ada nomor telepon. Kalau itu nomor Anda, hapus."),
        re.compile(r"(?<![\d.])(?:\+?62|0)[ -]?8\d(?:[ -]?\d){6,10}(?!\d)"),
        signs=("8",),
    ),
    Rule(
        "name",
        N_("Kalimat ini seperti menyebut nama Anda. Sebaiknya hapus."),
        re.compile(
            r"\b(?i:(?:nama|nip|nik|jabatan) saya|perkenalkan|saya bernama|my name is)\b[^.\n]{0,40}"
            r"|\b[Ss]aya,\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?|\b[Ss]aya\s+[A-Z][a-z]{2,}\b(?=[ ,.]|$)",
        ),
        signs=("saya", "perkenalkan", "my name is"),
    ),
    Rule(
        "position",
        N_("Kalimat ini menyebut kedudukan Anda. Orang lain bisa menebak siapa Anda."),
        re.compile(r"\b(?i:saya)\s+(?:selaku|sebagai|adalah|menjabat|bertugas sebagai)\s+[^.,\n]{2,40}"),
        signs=("saya",),
    ),
)

# Beginnings are enough: a question asked once too often costs nothing.
_BEGINNINGS = sorted({word[:7].lower() for word in INSPECTORATE_WORDS + AUDITOR_WORDS})
_INSPECTORATE = re.compile(r"\b(?:" + "|".join(_BEGINNINGS) + ")")

_TURKISH = str.maketrans("\u0130\u0131", "ii")

TextOf = tuple[str, str]  # label of the field, what was written there


def find_traces(texts: Iterable[TextOf]) -> tuple[Finding, ...]:
    """What may tell who the reporter is, in the order of the form."""
    return tuple(finding for label, text in texts for finding in _traces_in(label, text))


def speaks_of_inspectorate(texts: Iterable[TextOf]) -> bool:
    """Whether a word for the Inspektorat or its people stands anywhere, so that the question is asked once more."""
    small = [_small(text) for _, text in texts]
    return any(word in text for text in small for word in _BEGINNINGS) and any(map(_INSPECTORATE.search, small))


def _traces_in(label: str, text: str) -> list[Finding]:
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Finding]] = []
    small = _small(text)
    for rule in RULES:
        if not any(sign in small for sign in rule.signs):
            continue
        matches = [each for each in rule.pattern.finditer(text) if not _overlaps(each.span(), taken)]
        taken += [each.span() for each in matches]
        found += [(each.start(), _finding(rule, label, text, each)) for each in matches[:MOST_PER_RULE]]
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


def _small(text: str) -> str:
    """What an expression takes for one letter when it ignores case is one here too: the long s, either Turkish i."""
    return text.translate(_TURKISH).casefold()


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _finding(rule: Rule, label: str, text: str, found: re.Match[str]) -> Finding:
    before, after = around(text, found.span(), AROUND)
    return Finding(rule, label, _one_line(before), _one_line(found[0]), _one_line(after))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
