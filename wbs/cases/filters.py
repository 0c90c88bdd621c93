"""What narrows a list of cases: which filters the database answers, and which need the opened card. Pure."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from wbs.cases.card import Card
from wbs.organisation.units import Organisation

OVERDUE, THIS_WEEK = "lewat", "minggu_ini"
OPEN, CLOSED, BOTH = "terbuka", "selesai", "semua"
OF_THE_CARD = ("kind", "flag", "text")
SUNDAY = 6


@dataclass(frozen=True)
class Filters:
    """Empty values narrow nothing. `holder` is a person id; `text` is part of a number or of a unit's name."""

    show: str = OPEN
    stage: str = ""
    due: str = ""
    waiting: str = ""
    holder: str = ""
    kind: str = ""
    flag: str = ""
    text: str = ""

    def is_narrow(self) -> bool:
        """Whether anything but open or closed was chosen."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "show")

    def needs_cards(self) -> bool:
        return any(getattr(self, name) for name in OF_THE_CARD)

    def fits(self, number: str, card: Card, organisation: Organisation) -> bool:
        """Whether an opened card passes the filters that the database cannot answer."""
        return (
            (not self.kind or card.kind == self.kind)
            and (not self.flag or self.flag in card.flags)
            and (not self.text or _tells(self.text.casefold(), number, card, organisation))
        )


def week_ends_on(today: date) -> date:
    return today + timedelta(days=SUNDAY - today.weekday())


def _tells(text: str, number: str, card: Card, organisation: Organisation) -> bool:
    """Whether the text is part of the number, or of the name of the unit or of one above it."""
    codes = [code for code in (card.unit, *organisation.ancestors(card.unit)) if code]
    names = [name for code in codes for name in (organisation.name_of(code), organisation.short_name_of(code))]
    return any(text in each.casefold() for each in (number, card.unit_text, *codes, *names))
