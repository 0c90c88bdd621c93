"""One `GET /` as a browser sends it, redirects not followed, the certificate looked at. Knows nothing of promises."""

import http.client
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

from wbs.checking.promises import Answer

TIMEOUT_S = 15.0
MOST_BYTES = 4 * 1024 * 1024


class Unreachable(Exception):
    """Nobody answered as HTTP; the message is "certificate" or the name of the error."""


def fetch(url: str, context: ssl.SSLContext | None = None, port: int | None = None) -> Answer:
    """The answer of the host's `/`; `context` says whom to trust. Raises Unreachable."""
    parts = urlsplit(url)
    host, at = parts.hostname or "", port or parts.port
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, at, timeout=TIMEOUT_S, context=context or ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, at, timeout=TIMEOUT_S)
    try:
        return _answer(connection, f"{parts.scheme}://{parts.netloc}/")
    except ssl.SSLCertVerificationError:
        raise Unreachable("certificate") from None
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        connection.close()


def _answer(connection: http.client.HTTPConnection, url: str) -> Answer:
    connection.connect()
    until = _certificate_until(connection)
    headers = {"Accept-Encoding": "gzip", "User-Agent": "Mozilla/5.0", "Sec-Fetch-Site": "none"}
    connection.request("GET", "/", headers=headers)
    response = connection.getresponse()
    body = response.read(MOST_BYTES)
    named = tuple((name.lower(), value) for name, value in response.getheaders())
    return Answer(url, response.status, named, len(body), until)


def _certificate_until(connection: http.client.HTTPConnection) -> datetime | None:
    if not isinstance(connection.sock, ssl.SSLSocket):
        return None
    ends = (connection.sock.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
