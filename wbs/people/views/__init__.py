"""The pages of people, of keys that are waited for or shared, of the quarterly review and of one's own conflicts."""

from wbs.people.views import custody, listing, reviewing, stating
from wbs.people.views.blueprint import desk

__all__ = ["custody", "desk", "listing", "reviewing", "stating"]
