"""The environment of the templates: what is the same for every page is made once, and not for each page again."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Macro

from .text import language


class PlainEnvironment(Environment):
    """One plain dictionary of globals for each template, set before it is loaded: later ones are not seen.

    Jinja chains two, and goes through the chain again for each page and each import in it.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def once() -> Callable[..., str]:
    """`once(macro, *literals)` for templates: what the macro draws, kept for each language.

    Only for what is the same for everybody: nothing that somebody wrote may be among the literals.
    """
    kept: dict[tuple[str, ...], str] = {}

    def draw(macro: Macro, *literals: str) -> str:
        key = language(), macro.name, *literals
        if key not in kept:
            kept[key] = macro(*literals)
        return kept[key]

    return draw
