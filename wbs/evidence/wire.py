"""Both pipes of a limited process, served by one thread: it is fed while its answer is read, whatever the sizes.

Decides what counts as an answer (a frame of JSON, then raw bytes, then a good end) and names what went wrong. Knows
neither tasks nor files.
"""

import json
import os
import selectors
import signal
import subprocess  # for its types: starts nothing # nosec B404
import time
from collections.abc import Iterator
from typing import Any

from wbs.evidence import child

PIECE = 1 << 18
MOST_HEADER = 4 << 20


class TooMuch(Exception):
    """A limit was reached; `what` is "time", "memory" or "size"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Broken(Exception):
    """The task failed; the message is the name of the error in the child, never what it says."""


class Wire:
    """Both pipes of a child, served by one thread: nobody waits for a side that waits for the other."""

    def __init__(self, process: subprocess.Popen[bytes], source: Iterator[bytes], seconds: float, most: int) -> None:
        if process.stdin is None or process.stdout is None:
            raise Broken("pipes")
        self._process, self._source, self._most = process, source, most
        self._in, self._out = process.stdin, process.stdout
        self._pending = memoryview(b"")
        self._deadline = time.monotonic() + seconds
        self._received, self._is_over = 0, False
        self._held = bytearray()

    def __enter__(self) -> "Wire":
        for pipe in (self._in, self._out):
            os.set_blocking(pipe.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._in, selectors.EVENT_WRITE)
        self._selector.register(self._out, selectors.EVENT_READ)
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        self._in.close()
        self._out.close()

    def header(self) -> dict[str, Any]:
        length = child.LENGTH.unpack(self._exactly(child.LENGTH.size))[0]
        if length > MOST_HEADER:
            raise Broken("header")
        try:
            header = json.loads(self._exactly(length))
        except (ValueError, RecursionError):  # a child that a file has taken over may write anything
            raise Broken("header") from None
        if not isinstance(header, dict):
            raise Broken("header")
        return header

    def _exactly(self, count: int) -> bytes:
        while len(self._held) < count:
            piece = self._receive()
            if not piece:
                self.finish()
                raise Broken("silent")
            self._held += piece
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def rest(self) -> Iterator[bytes]:
        """What follows the header; ends well only when the child did."""
        if self._held:
            yield bytes(self._held)
            self._held.clear()
        while piece := self._receive():
            yield piece
        self.finish()

    def _receive(self) -> bytes:
        """The next piece of the answer, b"" at its end; feeds the child meanwhile."""
        while not self._is_over:
            left = self._deadline - time.monotonic()
            ready = self._selector.select(left) if left > 0 else []
            if not ready:
                raise TooMuch("time")
            for key, _ in ready:
                if key.fileobj is self._in:
                    self._feed()
                elif piece := self._take():
                    return piece
        return b""

    def _take(self) -> bytes:
        piece = os.read(self._out.fileno(), PIECE)
        self._is_over = not piece
        self._received += len(piece)
        if self._received > self._most:
            raise TooMuch("size")
        return piece

    def _feed(self) -> None:
        while not self._pending:
            piece = next(self._source, None)
            if piece is None:
                return self._stop_feeding()
            self._pending = memoryview(piece)
        try:
            self._pending = self._pending[os.write(self._in.fileno(), self._pending[:PIECE]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # it has seen enough
            self._stop_feeding()

    def _stop_feeding(self) -> None:
        self._selector.unregister(self._in)
        self._in.close()

    def finish(self) -> None:
        """Waits for the end of the child and names it."""
        try:
            code = self._process.wait(max(0.1, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TooMuch("time") from None
        if code == child.OUT_OF_MEMORY:
            raise TooMuch("memory")
        if code == -signal.SIGXCPU:
            raise TooMuch("time")
        if code != 0:
            raise Broken(f"exit {code}")
