"""What browsers keep of forms: every form that posts has what makes them forget it."""

import re
from urllib.parse import urlencode

from flask import Flask, get_template_attribute

from tests.house.source import texts

POSTS = re.compile(r'<form[^>]*method="post"(?:[^>{]|\{%.*?%\}|\{\{.*?\}\})*>\s*')
CHROMIUM_WRITES = 0xFFFF - 1024  # bytes of one entry of its history; what is longer is left out


def test_every_form_of_every_template_has_the_hidden_password() -> None:
    """`form` and `staff_form` of _form.html bring it; whoever writes a form by hand draws `forget` first."""
    written = 0
    for path, text in texts(".html"):
        forms = list(POSTS.finditer(text))
        written += len(forms)
        assert len(forms) == text.count('method="post"'), path
        assert all(text.startswith("{{ forget }}", form.end()) for form in forms), path
    assert written > 4


def test_what_a_reporter_writes_goes_with_more_than_a_browser_keeps(app: Flask) -> None:
    with app.app_context():
        drawn = str(get_template_attribute("_form.html", "weight"))
    name = re.search(r'name="([^"]*)"', drawn)
    assert name is not None and drawn.startswith("<select multiple ") and '" hidden>' in drawn
    sent = urlencode([(name[1].replace("\n", "\r\n"), "")] * drawn.count("<option selected>"))
    assert CHROMIUM_WRITES < len(sent) < 2 * CHROMIUM_WRITES
    assert len(drawn) < 1_000
