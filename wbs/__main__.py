"""`python -m wbs`. What keeps running starts itself anew first, with an allocator that overwrites what is freed."""

import gc
import sys

from wbs.runtime.process import overwrite_freed_memory

if sys.argv[1:2] in (["run"], ["serve"], ["worker"], ["scheduler"]):
    overwrite_freed_memory()

gc.disable()  # what is imported stays; looking through it again and again is a sixth of the start
from wbs.cli import main  # noqa: E402

gc.enable()
main()
