"""The entrance: signing in and out, the page about oneself, and proving oneself again."""

from wbs.staff.views import door, factors, forgotten, me, proving, steps, vouched
from wbs.staff.views.blueprint import entrance

__all__ = ["door", "entrance", "factors", "forgotten", "me", "proving", "steps", "vouched"]
