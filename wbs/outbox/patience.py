"""How often a notice is tried, and how long between: a pure rule. Knows neither mail nor rows."""

from datetime import timedelta

MAX_ATTEMPTS = 12  # with the waits below about twenty hours: a mail server's bad day, not its bad week
LONGEST_WAIT = timedelta(hours=6)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts (1 or more): 1, 2, 4 ... minutes, at most six hours."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 20)), LONGEST_WAIT)


def is_hopeless(attempts: int) -> bool:
    """Whether a notice that failed so many times is parked for a person to look at."""
    return attempts >= MAX_ATTEMPTS
