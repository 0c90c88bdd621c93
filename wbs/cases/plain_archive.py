"""A sealed archive as a plain file to jump about in, without a plain byte on a disk."""

import io
import zipfile
from typing import Any

from wbs.crypto.archive import Archive

PIECE = 1024 * 1024


def zip_of(archive: Archive) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BufferedReader(_Plain(archive), PIECE))


class _Plain(io.RawIOBase):
    """The plain archive as a file to jump about in; chunks are opened as they are asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._at = archive, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._archive.size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        length = max(0, min(len(buffer), self._archive.size - self._at))
        plain = b"".join(self._archive.range(self._at, length)) if length else b""
        buffer[:length] = plain
        self._at += length
        return length
