"""What a cleaner answers: the clean bytes and what was in the old ones, or why there are none. Knows no format."""

from dataclasses import dataclass, field


@dataclass
class Clean:
    """`removed` are keys of cleaning.WHAT_HIDES; `kind` is another kind of file when it had to become one."""

    data: bytes | bytearray | memoryview
    removed: set[str] = field(default_factory=set)
    kind: str = ""


class Refusal(Exception):
    """The file is not taken at all; `reason` is a key of cleaning.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotCleanable(Exception):
    """The file may be taken as it is, if the person decides so; `reason` is a key of cleaning.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
