"""Names of files as they are kept: without folders, without control characters, not too long. Pure.

What misleads the eye (direction controls, invisible letters) is left in: pages write it out (wbs.web.hostile.shown).
"""

from wbs.web.hostile import clean

MOST_LETTERS = 120
MOST_OF_AN_ENDING = 8


def file_name(given: str) -> str:
    """Cut in the middle when it is too long: the ending tells what it is."""
    bare = " ".join(clean(given.replace("\\", "/").rpartition("/")[2]).split())
    if len(bare) <= MOST_LETTERS:
        return bare
    stem, dot, ending = bare.rpartition(".")
    kept = dot + ending if stem and len(ending) <= MOST_OF_AN_ENDING else ""
    return bare[: MOST_LETTERS - 1 - len(kept)] + "…" + kept


def renamed(name: str, ending: str) -> str:
    """With the ending that the content has; a name that says it already stays."""
    stem, dot, _old = name.rpartition(".")
    if not ending or name.lower().endswith(ending):
        return name
    return (stem if dot and stem else name) + ending
