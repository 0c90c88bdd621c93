"""How the ceremony and the recovery say no: to people at a terminal, in Bahasa, never on a page."""


class Impossible(Exception):
    """It cannot be done like this; the message says what to do instead."""
