"""`python -m wbs`. What keeps running starts itself anew first, with an allocator that overwrites what is freed."""

import sys

from wbs.runtime.process import overwrite_freed_memory

if sys.argv[1:2] in (["run"], ["serve"], ["worker"], ["scheduler"]):
    overwrite_freed_memory()

from wbs.cli import main

main()
