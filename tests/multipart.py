"""A form with files as browsers send it (RFC 7578): fields in their order, then the chosen files."""

import secrets
from collections.abc import Iterable, Sequence

Files = Sequence[tuple[str, bytes]]  # name and content


def multipart(fields: Iterable[tuple[str, str]], files: Files | None, name: str = "files") -> tuple[bytes, str]:
    """Body and content type. A field for files in which none was chosen sends a part without a name."""
    boundary = f"----WebKitFormBoundary{secrets.token_hex(8)}"
    parts = [(f'name="{_quoted(field)}"', _broken(value).encode()) for field, value in fields]
    parts += [
        (f'name="{name}"; filename="{_quoted(file)}"\r\nContent-Type: application/octet-stream', content)
        for file, content in (files or [("", b"")] if files is not None else ())
    ]
    body = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (boundary.encode(), head.encode(), content)
        for head, content in parts
    )
    return body + b"--%s--\r\n" % boundary.encode(), f"multipart/form-data; boundary={boundary}"


def _broken(text: str) -> str:
    """Line breaks as forms send them, in names as in values."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _quoted(text: str) -> str:
    return _broken(text).replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
