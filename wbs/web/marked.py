"""A typed text that knows which of its passages are masked: a page shows them marked, anywhere else it is the text."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from wbs.web.hostile import shown

MARK = Markup("<mark>{}</mark>")


class Marked(str):
    """`spans` are (start, end), in order and apart. What is cut or joined of it is plain again."""

    __slots__ = ("spans",)
    spans: tuple[tuple[int, int], ...]

    def __new__(cls, text: str, spans: Iterable[tuple[int, int]]) -> "Marked":
        made = super().__new__(cls, text)
        made.spans = tuple(spans)
        return made

    def __radd__(self, before: str) -> "Marked":
        shift = len(before)
        return Marked(before + str(self), ((start + shift, end + shift) for start, end in self.spans))

    def __html__(self) -> str:
        return Markup("").join(MARK.format(text) if is_marked else text for text, is_marked in self._pieces())

    def _pieces(self) -> Iterator[tuple[Markup, bool]]:
        at = 0
        for start, end in self.spans:
            yield escape(shown(self[at:start])), False
            yield escape(shown(self[start:end])), True
            at = end
        yield escape(shown(self[at:])), False
