"""A script that stands in the page itself: its text as it is sent, and the hash by which the policy lets it run.

The source is kept readable; comments and indentation go when it is read. Pure, but for reading the file.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markupsafe import Markup


@dataclass(frozen=True)
class InlineScript:
    text: Markup

    @cached_property
    def source(self) -> str:
        """For the list of scripts that a policy allows."""
        digest = hashlib.sha256(self.text.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"


def read_script(path: Path) -> InlineScript:
    return InlineScript(Markup(squeezed_script(path.read_text("utf-8"))))  # noqa: S704 - a file of ours # nosec B704


def squeezed_script(source: str) -> str:
    """Without comment lines, indentation, and blanks around signs; texts in it have single blanks at most."""
    lines = (line.strip() for line in source.splitlines())
    bare = " ".join(line for line in lines if line and not line.startswith("//"))
    return re.sub(r"\s*([{}()\[\];,:?=<>+*/&|])\s*", r"\1", bare)
