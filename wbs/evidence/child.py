"""The limited process itself: locks itself in, then does one task on bytes from its input and answers on its output.

Started by limited.py alone. Decides the order (limits, namespaces, import of the task, locks, and only then the first
byte of a stranger) and the wire: a frame of JSON in, a frame of JSON out, raw bytes behind both. Knows no task beyond
its name in TASKS, no case, no database, no page. Heavy libraries are imported by the task's module, here alone.
"""

import importlib
import io
import json
import os
import struct
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO, Protocol

from wbs.evidence import locks

# What may be done in here: "module:function", imported in the child only. function(arguments, source, reply).
TASKS: Mapping[str, str] = {
    "clean": "wbs.evidence.cleaners.choosing:clean",
    "isolation": "wbs.evidence.locks:tell",
    "picture_pages": "wbs.evidence.rendering:tell_pages",
    "picture_page": "wbs.evidence.rendering:draw_page",
    "pdf_pages": "wbs.evidence.rendering_pdf:tell_pages",
    "pdf_page": "wbs.evidence.rendering_pdf:draw_page",
    "text": "wbs.evidence.extracting_documents:extract",
    "office_pdf": "wbs.evidence.rendering_office:convert",
}

OUT_OF_MEMORY, FAILED = 70, 71  # exit codes
LENGTH = struct.Struct(">I")


class Reply:
    """The answer: `header` once, then any number of `write`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.is_begun = False

    def header(self, values: Mapping[str, Any]) -> None:
        encoded = json.dumps(values).encode()
        self._stream.write(LENGTH.pack(len(encoded)) + encoded)
        self._stream.flush()
        self.is_begun = True

    def write(self, data: bytes | memoryview) -> None:
        self._stream.write(data)


class Task(Protocol):
    def __call__(self, arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None: ...


def main() -> None:
    """Runs in the new process; the first frame says what to do and how narrowly."""
    source = os.fdopen(0, "rb", buffering=1 << 18)
    order = json.loads(source.read(LENGTH.unpack(source.read(LENGTH.size))[0]))
    reply = Reply(os.fdopen(os.dup(1), "wb", buffering=1 << 18))
    os.dup2(2, 1)  # whatever a library prints is not an answer
    locks.limit(order["limits"], order["parent"])
    held = locks.leave_the_world(order["limits"])
    module, _, function = order["task"].partition(":")
    task: Task = getattr(importlib.import_module(module), function)
    held = locks.close_the_doors(order["limits"], order["readable"], held)
    try:
        task(order["arguments"] | {"held": sorted(held)}, source, reply)
        reply._stream.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as failure:  # nothing of it may be printed: it could quote the file
        _tell(failure, reply)
    os._exit(0)


def _tell(failure: BaseException, reply: Reply) -> None:
    """The name of the error and nothing that it says."""
    if not reply.is_begun:
        reply.header({"failed": type(failure).__name__})
    os._exit(FAILED)


def read_all(source: BinaryIO) -> io.BytesIO:
    """The whole input, for libraries that jump about in it."""
    return io.BytesIO(source.read())


if __name__ == "__main__":
    sys.exit("wbs.evidence.limited starts this")
