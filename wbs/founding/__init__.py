"""Bringing an installation into being, and its recovery by quorum: `wbs init`, `wbs recover`, and the demo's start."""

from wbs.founding.making import Founded, Member, fill_database, found_keys

__all__ = ["Founded", "Member", "fill_database", "found_keys"]
