"""One visit at the counter: what was posted comes in as a value, a page goes out as a value. Knows no web framework."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wbs.cases.receiving import Arrival
from wbs.intake.figures_box import FiguresBox
from wbs.intake.form_token import FormToken, new_token, posted_token
from wbs.keyfolder import MissingKey
from wbs.staff.instance import Instance


@dataclass(frozen=True)
class Page:
    """A template and its values. Every answer that is no failure has status 200: wrong code, receipt and help must not
    be told apart on the wire. `shows_secret`: it carries a code, a receipt, a session or dialogue, and is never
    compressed.

    A page with `filled_in` or `drawn_from` is the same for everybody but for the marks filled in: it is drawn once per
    language and kept, so its `values` may be a function that is only called when it is drawn. It is kept as long as
    `drawn_from`, what else it shows, is the same value. With a `frame`, which has a place for `main`, the template is
    what stands there: only the frame is kept. Nothing secret stands in one."""

    template: str
    values: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(default_factory=dict, repr=False)
    shows_secret: bool = True
    status: int = 200
    filled_in: Mapping[str, str] = field(default_factory=dict, repr=False)  # mark -> text
    drawn_from: object = field(default=None, repr=False)
    has_script: bool = False  # the field for files brings it
    frame: str = ""

    @property
    def is_kept(self) -> bool:
        return bool(self.filled_in) or self.drawn_from is not None

    def drawn_with(self) -> Mapping[str, Any]:
        return self.values() if callable(self.values) else self.values


LEFT = Page("")  # the answer to leaving: no page of ours


@dataclass(frozen=True)
class Visit:
    """`posted` is a multi-dict of fields; `arrivals` are the files that came with them, sealed already."""

    instance: Instance
    posted: Any = field(repr=False)
    now: datetime
    figures: Callable[[], FiguresBox | None] = lambda: None
    arrivals: Sequence[Arrival] = field(default=(), repr=False)

    @property
    def today(self) -> date:
        return self.instance.today(self.now)

    @property
    def key(self) -> bytes:
        """The ticket key of new forms. Raises MissingKey in a process that has none."""
        return self.keys[0]

    @property
    def keys(self) -> Sequence[bytes]:
        """Every ticket key under which a form may have been drawn, newest first. Raises MissingKey."""
        if not self.instance.keys.tickets:
            raise MissingKey("ticket")
        return self.instance.keys.tickets

    def new_token(self) -> FormToken:
        return new_token(self.key, self.now)

    def token(self) -> FormToken:
        """The token that came with the form, else a new one."""
        return posted_token(self.keys, self.posted, self.now)

    def text(self, name: str) -> str:
        return str(self.posted.get(name, ""))
