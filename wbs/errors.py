"""The few ways in which the domain says no; `web.py` turns each into a page.

An exception is named after the refusal and never carries what a reporter wrote.
"""


class Refusal(Exception):
    """Base of everything the domain refuses; `message` is a Bahasa msgid, safe to show."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    """There is no such thing, or not for you: 404, the same page for both."""


class NotAllowed(Refusal):
    """You are known, and this is not yours to do: shown as 404 too, so that nothing is learnt."""


class Refused(Refusal):
    """The act does not fit the state of things (409); `message` says what to do instead."""


class Overloaded(Refusal):
    """Too many at once (503): nothing was stored, trying again is safe."""


class NoRoom(Overloaded):
    """The disk is nearly full (503): refused before anything could be lost."""


class Throttled(Refusal):
    """Too many wrong tries on one account or instance (429)."""


class TooSlow(Refusal):
    """What was sent came so slowly that nobody could wait for it: nothing was stored."""


class Garbled(Refusal):
    """What was sent broke off, or is not framed as it says: nothing was stored."""


class Distrusted(Exception):
    """A signed document (directory, checkpoint) is forged, expired or older than one already seen."""


class DeliveryFailed(Exception):
    """A notice could not be sent; names the outbox row and nothing else."""

    def __init__(self, outbox_id: str) -> None:
        super().__init__(outbox_id)
