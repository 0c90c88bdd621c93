"""How much of a file is shown. The limited process keeps to these numbers, and its parent checks that it did."""

WIDEST, HIGHEST, MOST_SHOWN = 1600, 16_000, 12_000_000  # pixels of a picture that is shown
MOST_PNG = 24 * 1024 * 1024  # bytes of it
MOST_PAGES = 500
MOST_LETTERS = 200_000
MOST_CELLS = 20_000
MOST_BLOCKS = 20_000
MOST_COLUMNS = 64
