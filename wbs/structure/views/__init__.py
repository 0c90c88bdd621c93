"""The pages of units, for administrators who propose and heads who decide. No way to a case."""

from wbs.structure.views import importing, listing, proposing
from wbs.structure.views.blueprint import plan

__all__ = ["importing", "listing", "plan", "proposing"]
