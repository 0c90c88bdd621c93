"""What is wrong with the markup of a page, as far as one reading of its tags tells: nesting, headings, names, labels.

A browser mends much of it silently and each in its own way; a screen reader then says something else than the screen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area br circle col hr img input link meta path rect source wbr".split())
LEFT_OPEN = frozenset({"option"})  # HTML closes them by itself
BLOCKS = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 header main nav ol p "
    "section table ul".split()
)
TEXT_ALONE = frozenset("p span b i a button label small h1 h2 h3 h4 legend".split())  # no blocks within these
CONTROLS = frozenset({"select", "textarea", "input"})
POINTING = ("for", "aria-describedby", "aria-labelledby", "form", "list")


@dataclass
class Page(HTMLParser):
    """Read once; `faults` are in words."""

    faults: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    pointed: set[str] = field(default_factory=set)
    labelled: set[str] = field(default_factory=set)
    unlabelled: list[str] = field(default_factory=list)  # controls outside of a label, by id
    heading: int = 0
    said: str = ""  # inside the innermost button or link

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._place(tag)
        self._name(tag, found)
        if tag[0] == "h" and tag[1:].isdigit():
            self._head(int(tag[1:]))
        if tag == "img" and "alt" not in found:
            self.faults.append("a picture without words")
        if tag in CONTROLS and found.get("type") != "hidden" and "hidden" not in found:
            self._control(found)
        if tag in ("a", "button"):
            self.said = found.get("aria-label", "")
        if tag not in VOID and tag not in LEFT_OPEN:
            self.path.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag in LEFT_OPEN:
            return
        if not self.path or self.path[-1] != tag:
            self.faults.append(f"</{tag}> closes <{self.path[-1] if self.path else ''}>")
        if tag in self.path:
            while self.path.pop() != tag:
                pass
        if tag in ("a", "button") and not self.said.strip():
            self.faults.append(f"<{tag}> says nothing")

    def handle_data(self, data: str) -> None:
        self.said += data

    def _place(self, tag: str) -> None:
        within = TEXT_ALONE.intersection(self.path)
        if tag in BLOCKS and within:
            self.faults.append(f"<{tag}> within <{sorted(within)[0]}>")
        if tag in ("form", "button", "a") and tag in self.path:
            self.faults.append(f"<{tag}> within <{tag}>")

    def _name(self, tag: str, found: dict[str, str]) -> None:
        if (own := found.get("id")) is not None:
            if own in self.ids:
                self.faults.append(f"two with the id {own!r}")
            self.ids.add(own)
        for name in POINTING:
            self.pointed.update(found.get(name, "").split())
        if tag == "a" and found.get("href", "").startswith("#"):
            self.pointed.add(found["href"][1:])
        if tag == "label":
            self.labelled.add(found.get("for", ""))

    def _head(self, level: int) -> None:
        if level > self.heading + 1:
            self.faults.append(f"h{level} after h{self.heading}")
        self.heading = level

    def _control(self, found: dict[str, str]) -> None:
        if "label" not in self.path and "aria-label" not in found:
            self.unlabelled.append(found.get("id", found.get("name", "?")))

    def ended(self) -> Iterator[str]:
        """What only the end of the page tells."""
        yield from self.faults
        yield from (f"<{tag}> is left open" for tag in self.path)
        yield from (f"nothing has the id {name!r}" for name in sorted(self.pointed - self.ids))
        yield from (f"no label for {name!r}" for name in self.unlabelled if name not in self.labelled)


def faults(html: str) -> list[str]:
    """In the order of the page; none is as it should be."""
    page = Page()
    page.feed(html)
    page.close()
    return list(page.ended())
