"""Answers of views: which page may be compressed, which shows a secret, and how one leaves.

On the public face a page that no view marked is treated as showing a secret.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from flask import Response

from .files import takes_gzip
from .padding import padded_gzip, padded_plain
from .prepared import Prepared

LEAVE_TO = "https://www.google.com/"
LEAVE_TO_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(LEAVE_TO))
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
GZIP = MappingProxyType({"Content-Encoding": "gzip"})


class PublicPage(Response):
    """A page for reporters: `shows_secret` decides whether it may be compressed, `has_script` whether ours may run.

    What it weighs is known only when it is padded, so headers about it wait in `beside`, with those of every page.
    """

    default_mimetype = "text/html"
    shows_secret = True
    has_script = False
    packed: bytes = b""  # the page compressed already, in a bucket of its own
    beside: Mapping[str, str] = NO_HEADERS  # sent as they are, after its own

    def __init__(self, html: str | bytes, status: int = 200) -> None:
        super().__init__([html.encode() if isinstance(html, str) else html], status)

    def get_wsgi_response(self, environ: Any) -> Any:
        """Werkzeug goes through all headers here to see what is missing; of a padded page nothing is."""
        if not self.beside:
            return super().get_wsgi_response(environ)
        return self.get_app_iter(environ), self.status, [*self.headers, *self.beside.items()]


def public_page(html: str, status: int = 200) -> PublicPage:
    """A page without a code, a receipt, a session token or dialogue on it: compressed."""
    page = PublicPage(html, status)
    page.shows_secret = False
    return page


def secret_page(html: str | bytes, status: int = 200) -> PublicPage:
    """Receipt and mailbox: never compressed, the same size and headers on the wire."""
    return PublicPage(html, status)


def prepared_page(
    page: Prepared, filled: Mapping[str, str], status: int = 200, now: Collection[str] = ()
) -> PublicPage:
    """A page like `public_page`, most of it compressed long before; of what fills it the marks `now` are as well."""
    packed = page.packed(filled, now) if takes_gzip() else b""
    answer = PublicPage(b"" if packed else page.plain(filled), status)
    answer.shows_secret, answer.packed = False, packed
    return answer


def leave() -> Response:
    """Away to a harmless page, and what the browser keeps of this site is cleared; its history is not ours to clear."""
    response = Response(status=303)
    response.headers["Location"] = LEAVE_TO
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def pad(page: PublicPage, headers: Mapping[str, str]) -> PublicPage:
    """Brings a page to the bucket's size, in the encoding that the client takes, and gives it its headers."""
    if page.packed or takes_gzip():
        body, coded = page.packed or padded_gzip(page.get_data(), secret=page.shows_secret), GZIP
    else:
        body, coded = padded_plain(page.get_data()), NO_HEADERS
    page.response = [body]
    page.beside = {**headers, **coded, "Content-Length": str(len(body))}
    return page


def as_page(response: Response) -> PublicPage:
    """What no view marked, as a page that shows a secret; with its own headers."""
    page = PublicPage(response.get_data(), response.status_code)
    page.headers = response.headers
    page.headers.remove("Content-Length")
    return page
