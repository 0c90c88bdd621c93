"""`python -m wbs`. What keeps running starts itself anew first, with an allocator that overwrites what is freed, and
ends from then on with the `make` that started it."""

import gc
import sys

from wbs.runtime.process import overwrite_freed_memory, stop_with_parent_if_asked

if sys.argv[1:2] in (["run"], ["serve"], ["worker"], ["scheduler"]):
    overwrite_freed_memory()
    stop_with_parent_if_asked()

gc.disable()  # what is imported stays; looking through it again and again is a quarter of the start
from wbs.cli import main  # noqa: E402

gc.freeze()
gc.enable()
main()
