"""How sealed bytes say no. One exception for every cause, so that an answer never tells an attacker which."""


class Unreadable(Exception):
    """A sealed value did not open: wrong key, wrong context, wrong version or damaged bytes."""


class Busy(Exception):
    """Too many key derivations are waiting already; nothing was done."""
