"""Typed text cannot mislead the eye or the page."""

import pytest
from flask import Flask, render_template_string

from wbs.web.hostile import clean, shown


def test_clean_keeps_the_words_and_drops_what_is_no_text() -> None:
    assert clean(" a\x00b\r\nc\rd\x1b[31m\ufeff \u202eevil\ud800") == "ab\nc\nd[31m \u202eevil"
    assert clean("e\u0301") == "é"
    assert clean(" \n\t\x00 ") == ""


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200b", "\u200f", "\x1b", "\x00", "\u2028", "\U000e0041"])
def test_what_misleads_is_written_out(mark: str) -> None:
    assert shown(f"nota{mark}fdp.exe") == f"nota[U+{ord(mark):04X}]fdp.exe"


def test_ordinary_writing_stays_as_it_is() -> None:
    text = "Rapat \u2013 \u201cuang lelah\u201d \u0645\u0631\u062d\u0628\u0627 \u4f60\u597d é 👩\u200d💻\nbaris\tdua"
    assert shown(text) == text


def test_stacked_marks_are_cut_and_counted() -> None:
    assert shown("Z" + "\u0301" * 300 + "x") == "Z" + "\u0301" * 4 + "[+296]x"


def test_templates_show_every_value_so_without_being_told(web: Flask) -> None:
    with web.test_request_context():
        drawn = render_template_string('<p title="{{ v }}">{{ v }}</p>', v="<b>\u202e\"'&")
    assert drawn.count("&lt;b&gt;[U+202E]&#34;&#39;&amp;") == 2
    with web.test_request_context():
        page = web.jinja_env.from_string('{% from "_parts.html" import told %}{{ told(v) }}').render(v="<b>\u202e")
    assert "&lt;b&gt;[U+202E]" in page
