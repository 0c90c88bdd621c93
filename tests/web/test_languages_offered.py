"""The languages of a government are the ones that its pages offer."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.staff.office import Browser, signed_in


@pytest.mark.parametrize(("languages", "is_offered"), [(("id", "en"), True), (("id",), False)])
def test_one_language_offers_no_other(app: Flask, languages: tuple[str, ...], is_offered: bool) -> None:
    """The value that templates draw from: it comes out of the signed directory."""
    app.jinja_env.globals["service"] = replace(app.extensions["wbs"].settings, languages=languages)
    for browser, path in ((Browser(app), "/"), (Browser(app), "/sign-in"), (signed_in(app, "wulan"), "/me")):
        assert (">English<" in browser.get(path).text) is is_offered, path
