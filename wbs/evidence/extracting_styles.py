"""Which cells of a workbook show a date, and which date a number stands for (ECMA-376 part 1, 18.8.30)."""

import re
from datetime import datetime, timedelta

from wbs.evidence.extracting_xml import Attributes, Nothing, number

DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
NOT_THE_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
DATE_LETTERS = re.compile("[dmyhs]", re.IGNORECASE)
LAST_DAY = 2_958_465  # 31 December 9999
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone


class Styles(Nothing):
    """Which cell styles show a date."""

    def __init__(self) -> None:
        self._custom: set[int] = set()
        self._inside = False
        self.dates: list[bool] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            if DATE_LETTERS.search(NOT_THE_FORMAT.sub("", attributes.get("formatCode", ""))):
                self._custom.add(_format(attributes.get("numFmtId")))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            wanted = _format(attributes.get("numFmtId"))
            self.dates.append(wanted in DATE_FORMATS or wanted in self._custom)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


def _format(text: str | None) -> int:
    return number(text or "", missing=0, wrong=-1)


def date_of(value: str, epoch: datetime) -> str:
    """The date or time of day that a number stands for; the number itself when it stands for none."""
    try:
        days = float(value)
    except ValueError:
        return value
    if not 0 <= days <= LAST_DAY:
        return value
    moment = epoch + timedelta(seconds=round(days * 86400))
    if days < 1:
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d" if days.is_integer() else "%Y-%m-%d %H:%M:%S")
