"""What is measured, one script a row of the figures table; `python -m bench NAME [--json]`."""
