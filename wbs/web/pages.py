"""Answers of views: which page may be compressed, which shows a secret, and how one leaves.

On the public face a page that no view marked is treated as showing a secret.
"""

from urllib.parse import urlsplit

from flask import Response

from .files import takes_gzip
from .padding import padded_gzip, padded_plain

LEAVE_TO = "https://www.google.com/"
LEAVE_TO_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(LEAVE_TO))


class PublicPage(Response):
    """A page for reporters: `shows_secret` decides whether it may be compressed, `has_script` whether ours may run."""

    default_mimetype = "text/html"
    shows_secret = True
    has_script = False


def public_page(html: str, status: int = 200) -> PublicPage:
    """A page without a code, a receipt, a session token or dialogue on it: compressed."""
    page = PublicPage(html, status)
    page.shows_secret = False
    return page


def secret_page(html: str, status: int = 200) -> PublicPage:
    """Receipt and mailbox: never compressed, the same size and headers on the wire."""
    return PublicPage(html, status)


def leave() -> Response:
    """Away to a harmless page, and what the browser keeps of this site is cleared; its history is not ours to clear."""
    response = Response(status=303)
    response.headers["Location"] = LEAVE_TO
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def pad(response: Response) -> Response:
    """Brings a public page to the bucket's size, in the encoding that the client takes."""
    shows_secret = getattr(response, "shows_secret", True)
    body = response.get_data()
    if takes_gzip():
        response.set_data(padded_gzip(body, secret=shows_secret))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(padded_plain(body))
    return response
