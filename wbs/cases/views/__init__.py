"""The officers' pages of the archive. Views parse, call one action and answer; which cases exist, keys decide."""

from wbs.cases.views import acts, closings, lists, pages
from wbs.cases.views.blueprint import archive

__all__ = ["acts", "archive", "closings", "lists", "pages"]
