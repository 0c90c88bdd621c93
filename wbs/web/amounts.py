"""Reads a sum of money as people write it: 'Rp1.250.000', '1250000,-', '1,5 miliar', 'sekitar 20 juta'. Pure.

A comma is a decimal comma and a dot parts thousands, as in Bahasa; '1,250,000' can only be English and is taken too.
"""

import re
from decimal import Decimal

MOST = 10**16  # some three times the national budget: what is above is a slip of the finger

_SCALES = {
    "": 1,
    "rb": 10**3, "ribu": 10**3, "thousand": 10**3,
    "jt": 10**6, "juta": 10**6, "million": 10**6,
    "m": 10**9, "miliar": 10**9, "milyar": 10**9, "billion": 10**9,
    "t": 10**12, "triliun": 10**12, "trilyun": 10**12, "trillion": 10**12,
}  # fmt: skip
_ABOUT = r"(?:(?:kira[- ]kira|sekitar|kurang lebih|lebih kurang|about|around) |[±~] ?)?"  # as the question asks
_SUM = re.compile(_ABOUT + r"(?:rp\.?|idr)?\s*([0-9][0-9.,\s]{0,40}?)(?:,-|,--)?\s*([a-z]*)\.?(?:\s+rupiah)?", re.ASCII)
_DOTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]{1,2})?")
_WHOLE = re.compile(r"[0-9]+(?:,[0-9]{2})?")
_PART = re.compile(r"[0-9]+[.,][0-9]{1,3}")


class NotAnAmount(ValueError):
    """Not a sum of rupiah that one can mean: words, a minus sign, parts of a rupiah, or more than MOST."""


def read_amount(text: str) -> int:
    """Whole rupiah. Raises NotAnAmount."""
    found = _SUM.fullmatch(" ".join(text.lower().split()))
    if not found:
        raise NotAnAmount
    scale = "" if found.group(2) == "rupiah" else found.group(2)
    if scale not in _SCALES:
        raise NotAnAmount
    value = _value(found.group(1).replace(" ", ""), has_scale=bool(scale)) * _SCALES[scale]
    if value != int(value) or value > MOST:
        raise NotAnAmount
    return int(value)


def _value(digits: str, has_scale: bool) -> Decimal:
    if _DOTS.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _COMMAS.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    if _WHOLE.fullmatch(digits) or (has_scale and _PART.fullmatch(digits)):
        return Decimal(digits.replace(",", "."))
    raise NotAnAmount
