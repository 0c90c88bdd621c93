"""How complete a report is: what, who, where, when, how, and how the reporter knows. Pure.

It encourages and never blocks: a report with one of the six is taken as well as one with all.
"""

from dataclasses import dataclass

from wbs.cases.report import Report
from wbs.web.text import N_, _

ELEMENTS = {
    "what": N_("apa"),
    "who": N_("siapa"),
    "where": N_("di mana"),
    "when": N_("kapan"),
    "how": N_("bagaimana caranya"),
    "knows_by": N_("dari mana Anda tahu"),
}


@dataclass(frozen=True)
class Completeness:
    """The elements that are told and those that are not, as keys of ELEMENTS."""

    told: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def done(self) -> int:
        return len(self.told)

    @property
    def all(self) -> int:
        return len(ELEMENTS)

    @property
    def sentence(self) -> str:
        """In the reader's language."""
        told = _named(self.told)
        if not self.missing:
            return _("Lengkap: %(told)s. Terima kasih.", told=told)
        if not self.told:
            return _("Tulis yang Anda tahu saja. Makin lengkap, makin mudah ditindaklanjuti.")
        return _(
            "Sudah ada: %(told)s. Kalau Anda tahu, tambahkan: %(missing)s. Makin lengkap, makin mudah ditindaklanjuti.",
            told=told,
            missing=_named(self.missing),
        )


def completeness(report: Report) -> Completeness:
    has = {
        "what": bool(report.what),
        "who": report.has_persons(),
        "where": report.has_place(),
        "when": bool(report.when) or "masih_berlangsung" in report.flags,
        "how": bool(report.how),
        "knows_by": bool(report.knows_by),
    }
    return Completeness(
        told=tuple(key for key in ELEMENTS if has[key]), missing=tuple(key for key in ELEMENTS if not has[key])
    )


def _named(keys: tuple[str, ...]) -> str:
    return ", ".join(_(ELEMENTS[key]) for key in keys)
