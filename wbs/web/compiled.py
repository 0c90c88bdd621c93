"""Compiled templates, kept beside the program as Python keeps its modules, so that a start compiles only what is new.

Decides where they lie and what makes one stale. The rule is Python's own: whoever may write there may write the
program, and where Python is told to write nothing, as all services are, nothing is written. Knows no template.
"""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

HERE = Path(__file__).parent
FOLDER = HERE / "__pycache__"
READABLE = 0o644  # and written by us alone, whatever the umask
DIGEST_BYTES = 32


class CompiledTemplates(BytecodeCache):
    """One file for each template: the digest of what follows, then what Jinja keeps of it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        here = (path.read_bytes() for path in sorted(HERE.glob("*.py")))  # which also decide what a template becomes
        compiler = [MAGIC_NUMBER, jinja2.__version__.encode(), *here]
        self._compiler = sha256(b"\0".join(compiler)).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        return sha256((self._compiler + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            raw = self._path(bucket).read_bytes()
            digest, kept = raw[:DIGEST_BYTES], raw[DIGEST_BYTES:]
            if sha256(kept).digest() == digest:  # else half of it was written when the power went
                bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        kept, path = bucket.bytecode_to_string(), self._path(bucket)
        unfinished = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # the program is somebody else's, or the disk is full: the next start compiles again
            self._folder.mkdir(exist_ok=True)
            unfinished.touch(READABLE)
            unfinished.write_bytes(sha256(kept).digest() + kept)
            unfinished.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{sys.implementation.cache_tag}.template"
