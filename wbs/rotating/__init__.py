"""Replacing the keys of the key folder one kind at a time, with overlap: `wbs rotate`."""
