"""Whether an unsafe request comes from another site: Sec-Fetch-Site first, then the exact Origin, then the token.

Pure, a table. Our own pages carry `no-referrer`, so browsers send `Origin: null` with a form of ours; that is believed
only beside `Sec-Fetch-Site: same-origin`, which a page cannot forge. A client that says neither (very old, or no
browser) is refused on the staff face, where a cookie could be abused. On the public face there is no cookie and
nothing else that a browser adds by itself, so there the token in the form (ticket, mailbox session) decides alone. That
goes for a bare `Origin: null` too: older phones send it with our own forms and know no Sec-Fetch-Site, and a reporter
with an old phone must be able to write.
"""

from collections.abc import Mapping

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_cross_site(method: str, headers: Mapping[str, str], origin: str, *, token_decides: bool = False) -> bool:
    """True: refuse. `origin` is ours, exactly; `token_decides` holds where no request carries a cookie."""
    if method in SAFE_METHODS:
        return False
    fetched_from, sent_from = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    if fetched_from is not None:
        return fetched_from != "same-origin" or sent_from not in (None, "null", origin)
    if sent_from not in (None, "null"):
        return sent_from != origin
    return not token_decides
