"""`python -m wbs`."""

from wbs.cli import main

main()
