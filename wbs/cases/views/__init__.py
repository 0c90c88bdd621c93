"""The officers' pages of the archive. Views parse, call one action and answer; which cases exist, keys decide."""

from wbs.cases.views import acts, closings, files, guests, lists, pages, sharing
from wbs.cases.views.blueprint import archive

__all__ = ["acts", "archive", "closings", "files", "guests", "lists", "pages", "sharing"]
