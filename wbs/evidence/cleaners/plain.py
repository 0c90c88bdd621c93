"""Text: everything in it is visible, so nothing hides. Only what is no text after all is sent away."""

from wbs.evidence.cleaners.verdicts import Clean, NotCleanable


def text(data: bytes, kind: str) -> Clean:
    """Raises NotCleanable when there are zero bytes further on than the head that was looked at."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotCleanable("unknown")
    return Clean(data)
