"""Answers of views: which page may be compressed, which shows a secret, and how one leaves.

On the public face a page that no view marked is treated as showing a secret.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response
from werkzeug.datastructures import Headers

from .files import takes_gzip
from .padding import padded_gzip, padded_plain
from .prepared import Prepared

LEAVE_TO = "https://www.google.com/"
LEAVE_TO_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(LEAVE_TO))


class PublicPage(Response):
    """A page for reporters: `shows_secret` decides whether it may be compressed, `has_script` whether ours may run."""

    default_mimetype = "text/html"
    shows_secret = True
    has_script = False
    packed: bytes = b""  # the page compressed already, in a bucket of its own

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """As they are, once the body has its size: Werkzeug would copy them one by one to look for what is missing."""
        return self.headers if "Content-Length" in self.headers else super().get_wsgi_headers(environ)


def public_page(html: str, status: int = 200) -> PublicPage:
    """A page without a code, a receipt, a session token or dialogue on it: compressed."""
    page = PublicPage(html, status)
    page.shows_secret = False
    return page


def secret_page(html: str | bytes, status: int = 200) -> PublicPage:
    """Receipt and mailbox: never compressed, the same size and headers on the wire."""
    return PublicPage(html, status)


def prepared_page(page: Prepared, filled: Mapping[str, str]) -> PublicPage:
    """A page like `public_page`, most of it compressed long before."""
    packed = page.packed(filled) if takes_gzip() else b""
    answer = PublicPage(b"" if packed else page.plain(filled))
    answer.shows_secret, answer.packed = False, packed
    return answer


def leave() -> Response:
    """Away to a harmless page, and what the browser keeps of this site is cleared; its history is not ours to clear."""
    response = Response(status=303)
    response.headers["Location"] = LEAVE_TO
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def pad(response: Response) -> Response:
    """Brings a public page to the bucket's size, in the encoding that the client takes."""
    packed = getattr(response, "packed", b"")
    if not packed and not takes_gzip():
        response.set_data(padded_plain(response.get_data()))
        return response
    secret = getattr(response, "shows_secret", True)
    response.set_data(packed or padded_gzip(response.get_data(), secret=secret))
    response.headers["Content-Encoding"] = "gzip"
    return response
