"""How days, times, sums, sizes and figures are written, in Bahasa and in English. Pure: the language is an argument."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
WEEKDAYS = {
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}


def day(value: date, language: str = "id") -> str:
    """21 November 2026. Takes days only: a moment must be placed in a zone first (`moment`)."""
    if isinstance(value, datetime):
        raise TypeError("a moment is not a day: say in which zone")
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def weekday(value: date, language: str = "id") -> str:
    """Sabtu, 21 November 2026"""
    return f"{WEEKDAYS[language][value.weekday()]}, {day(value, language)}"


def short_day(value: date, language: str = "id") -> str:
    """21 Nov 2026: for columns."""
    return f"{value.day} {MONTHS[language][value.month - 1][:3]} {value.year}"


def day_and_month(value: date, language: str = "id") -> str:
    """21 Nov: for columns whose days lie within the last months."""
    return f"{value.day} {MONTHS[language][value.month - 1][:3]}"


def month(value: date, language: str = "id") -> str:
    """November 2026"""
    return f"{MONTHS[language][value.month - 1]} {value.year}"


def time_of_day(value: datetime, zone: ZoneInfo, language: str = "id") -> str:
    """14.05 WIB; in English 14:05 WIB."""
    local = _local(value, zone)
    return local.strftime("%H:%M %Z" if language == "en" else "%H.%M %Z")


def moment(value: datetime, zone: ZoneInfo, language: str = "id") -> str:
    """21 November 2026, 14.05 WIB"""
    return f"{day(_local(value, zone).date(), language)}, {time_of_day(value, zone, language)}"


def number(value: int | float | Decimal, language: str = "id", digits: int = 0) -> str:
    """1.250.000 or, with digits, 1.250,5; in English 1,250,000 and 1,250.5. Halves are rounded up."""
    step = Decimal(1).scaleb(-digits)
    english = f"{Decimal(str(value)).quantize(step, ROUND_HALF_UP):,f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def percent(value: int | float | Decimal, language: str = "id", digits: int = 1) -> str:
    """80,1% from 80.1: the value is already in hundredths."""
    return f"{number(value, language, digits)}%"


def rupiah(value: int, language: str = "id") -> str:
    """Rp1.250.000"""
    return f"{'-' if value < 0 else ''}Rp{number(abs(value), language)}"


def size(count: int, language: str = "id") -> str:
    """12,5 MB or 300 kB, in units of 1,024; below one of them in bytes."""
    for unit, letters, digits in ((1024**2, "MB", 1), (1024, "kB", 0)):
        if count >= unit:
            return f"{number(count / unit, language, digits)} {letters}"
    return f"{number(count, language)} B"


def _local(value: datetime, zone: ZoneInfo) -> datetime:
    if value.tzinfo is None:
        raise TypeError("naive moment")
    return value.astimezone(zone)
