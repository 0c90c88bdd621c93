"""How long an account stays closed after wrong passwords. Pure."""

from datetime import timedelta

FREE_TRIES = 5
LONGEST = timedelta(minutes=5)


def pause_after(failures: int) -> timedelta:
    """Nothing for the first tries, then 2, 4, 8 ... seconds, at most five minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 16)), LONGEST)
