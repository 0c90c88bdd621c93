"""Where in a report somebody typed a text, and how to change each of them. Pure.

Places are keys: `report:what`, `report:persons.0.name`. A field that is missing here can neither be masked nor hidden.
"""

from collections.abc import Callable
from dataclasses import replace

from wbs.cases.report import Party, Report

TOLD = ("what", "how", "where", "when", "reported_elsewhere", "handle_with_care")
NAMED = ("name", "position", "unit_text")

Change = Callable[[str, str], str]  # place and text -> text


def changed(report: Report, change: Change) -> Report:
    """The report with `change(place, text)` done to each text that somebody typed."""
    texts = {name: change(f"report:{name}", getattr(report, name)) for name in (*TOLD, "unit_text")}
    parties = {kind: _parties(kind, getattr(report, kind), change) for kind in ("persons", "excluded")}
    return replace(report, **texts, **parties)


def report_texts(report: Report) -> dict[str, str]:
    """Place and text of everything that was typed and is not empty, in the order of the page."""
    texts: dict[str, str] = {}

    def note(place: str, text: str) -> str:
        if text:
            texts[place] = text
        return text

    changed(report, note)
    return texts


def _parties(kind: str, parties: tuple[Party, ...], change: Change) -> tuple[Party, ...]:
    return tuple(
        replace(party, **{name: change(f"report:{kind}.{place}.{name}", getattr(party, name)) for name in NAMED})
        for place, party in enumerate(parties)
    )
