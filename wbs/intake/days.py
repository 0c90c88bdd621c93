"""Recognises days that cannot be meant in what a person wrote about *when*. Pure.

Only what is certainly a slip is found: 31-02-2026, the year 2099, the year 1911. Everything else a person may write
about time stands as it is, because "sejak kepala baru datang" is an answer too.
"""

import re
from datetime import date

EARLIEST_YEAR = 1945
YEARS_AHEAD = 5  # a contract may run that far; nobody reports what comes later

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb pebruari february", "maret mar march", "april apr", "mei may",
            "juni jun june", "juli jul july", "agustus agu ags agt august aug", "september sep sept",
            "oktober okt october oct", "november nov nopember", "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_NAMED = re.compile(rf"(?<!\d)(?:(\d{{1,2}})\s+)?\b({_NAME})\b\.?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_LONE_YEAR = re.compile(r"(?:\b(?:tahun|thn|year)\s+|^\s*)(\d{4})(?=\s*$|\s*(?:sampai|hingga|s/?d|-))", re.IGNORECASE)


def impossible_days(text: str, today: date) -> tuple[str, ...]:
    """The pieces of the text that name a day or a year which cannot be meant, as they were written."""
    found = [
        *((each, _is_day(each[1], each[3], each[4], today)) for each in _YEAR_FIRST.finditer(text)),
        *((each, _is_day_either_way(each, today)) for each in _DAY_FIRST.finditer(text)),
        *((each, _is_named_day(each, today)) for each in _NAMED.finditer(text)),
        *((each, _is_year(int(each[1]), today)) for each in _LONE_YEAR.finditer(text)),
    ]
    wrong = sorted((each.start(), each[0].strip()) for each, is_possible in found if not is_possible)
    return tuple(piece for _, piece in wrong)


def _is_day_either_way(found: re.Match[str], today: date) -> bool:
    """Some write the month first."""
    first, second, year = found[1], found[3], found[4]
    return _is_day(year, second, first, today) or _is_day(year, first, second, today)


def _is_named_day(found: re.Match[str], today: date) -> bool:
    return _is_day(found[3], str(_MONTHS[found[2].lower()]), found[1] or "1", today)


def _is_day(year: str, month: str, day: str, today: date) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return _is_year(int(year), today)


def _is_year(year: int, today: date) -> bool:
    return EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD
