"""The words of an HTML mail, a line for each block; addresses of links and pictures beside them, nothing followed."""

import html.parser

MOST_ADDRESS = 1_000
LINES = frozenset("address article blockquote br div dd dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split())
UNSEEN = frozenset(("script", "style", "head", "title"))


def words_of(text: str) -> str:
    """What a reader would see; the source itself where the parser of the library gives up."""
    parser = _Words()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:  # how it refuses a malformed marked section
        return text.strip()
    return "".join(parser.words).strip()


class _Words(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        if tag in LINES:
            self.words.append("\n")
        for name, value in attrs:
            if value and (tag, name) in (("a", "href"), ("img", "src")):
                self.words.append(f" <{value[:MOST_ADDRESS]}> ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(self._unseen - (tag in UNSEEN), 0)
        if tag in LINES:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(" ".join(data.split()) + " " if data.strip() else "")
