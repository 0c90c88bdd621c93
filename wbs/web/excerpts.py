"""A passage of a text with a few letters around it, as a list of findings shows it. Pure."""


def around(text: str, span: tuple[int, int], letters: int) -> tuple[str, str]:
    """What stands before and after, cut where it goes on."""
    start, end = span
    before, after = text[max(0, start - letters) : start], text[end : end + letters]
    return ("…" if start > letters else "") + before, after + ("…" if len(text) > end + letters else "")
