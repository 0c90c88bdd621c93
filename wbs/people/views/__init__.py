"""The pages of people, of keys that colleagues wait for, of shared keys and of the quarterly review."""

from wbs.people.views import custody, listing, reviewing
from wbs.people.views.blueprint import desk

__all__ = ["custody", "desk", "listing", "reviewing"]
