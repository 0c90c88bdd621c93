"""Pages that are compressed once: what fills them in is read back whole, and is never compressed."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from wbs.web.padding import BUCKET
from wbs.web.prepared import Prepared

MARKS = {"~~ticket~~": "", "~~drawn~~": ""}


PARTS = ("~~ticket~~", "~~drawn~~", "kantor " * 300, "<p>é", "")


@given(st.lists(st.sampled_from(PARTS), max_size=8), st.text(max_size=99))
def test_a_page_reads_as_if_it_had_been_filled_in_first(parts: list[str], text: str) -> None:
    html, filled = "".join(parts), {"~~ticket~~": text.replace("~", ""), "~~drawn~~": "17"}
    expected = html.replace("~~ticket~~", filled["~~ticket~~"]).replace("~~drawn~~", "17").encode()
    page = Prepared(html, MARKS)
    assert page.plain(filled) == expected
    assert gzip.decompress(page.packed(filled)) == expected
    assert len(page.packed(filled)) % BUCKET == 0
    assert gzip.decompress(page.packed(filled, ["~~ticket~~"])) == expected


def test_what_takes_the_place_of_a_mark_lies_in_clear_and_once_more_is_as_long() -> None:
    page = Prepared("kantor lurah " * 99 + "~~ticket~~" + "kantor lurah " * 99 + "~~drawn~~", MARKS)
    filled = {"~~ticket~~": "kantor lurah " * 9, "~~drawn~~": "17"}
    assert (b"kantor lurah " * 9) in page.packed(filled)
    assert page.packed(filled).count(b"kantor lurah ") < 12, "the page itself is compressed"
