"""How long a bucket stays closed after wrong tries. Pure.

Wrong passwords cost minutes at most: whoever mistypes must get in again. A wrong second step after the right password
closes the way of six digits for up to a day: at five minutes a try somebody would guess a code within a few years.
"""

from datetime import timedelta

FREE_TRIES = 5
LONGEST = timedelta(minutes=5)
FREE_CODES = 4
LONGEST_FOR_CODES = timedelta(days=1)


def pause_after(failures: int) -> timedelta:
    """Nothing for the first tries, then 2, 4, 8 ... seconds, at most five minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 16)), LONGEST)


def pause_after_codes(failures: int) -> timedelta:
    """Nothing for the first codes, then 1, 2, 4 ... minutes, at most a day."""
    if failures < FREE_CODES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE_CODES, 16)), LONGEST_FOR_CODES)
