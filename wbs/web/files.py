"""The few static files, read once, served compressed from memory under a name that changes with the content."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path

from flask import Response, abort, request

from .headers import FOREVER

AS_BROWSERS_ASK = frozenset({"gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd"})


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent. `url` carries the content's hash, so that it may be kept forever."""

    url: str
    kind: str
    plain: bytes = field(repr=False)
    packed: bytes = field(repr=False)


def squeezed(css: str) -> str:
    """A style sheet without comments and needless blanks."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    bare = re.sub(r"\s+", " ", bare)
    return re.sub(r"\s*([{};,>])\s*|(?<=[\w-]:)\s+", lambda found: found[1] or "", bare).replace(";}", "}").strip()


def read_files(folder: Path) -> dict[str, StaticFile]:
    """All files of the folder by name; there are no folders inside."""
    return {path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    if path.suffix == ".css":
        content = squeezed(content.decode()).encode()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    mark = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(f"/static/{path.name}?v={mark}", kind, content, gzip.compress(content, 9, mtime=0))


class StaticFiles:
    """The view of `/static/<name>`, and `url(name)` for templates."""

    def __init__(self, folder: Path) -> None:
        self.files = read_files(folder)

    def url(self, name: str) -> str:
        return self.files[name].url

    def send(self, name: str) -> Response:
        if name not in self.files:
            abort(404)
        file = self.files[name]
        packed = takes_gzip()
        response = Response(file.packed if packed else file.plain, mimetype=file.kind)
        response.headers["Cache-Control"] = FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        return response


def takes_gzip() -> bool:
    """Whether the client of this request accepts gzip."""
    asked = request.environ.get("HTTP_ACCEPT_ENCODING")
    return asked in AS_BROWSERS_ASK or request.accept_encodings.quality("gzip") > 0
