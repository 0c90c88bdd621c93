"""The few scripts we have keep nothing in the browser, write nothing typed as HTML, and talk to no other window."""

import re

import pytest

from tests.house.source import ROOT

SCRIPTS = sorted([*(ROOT / "static").glob("*.js"), *(ROOT / "templates").rglob("*.js")])
KEEPS = r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\."
WRITES = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setTimeout\(\s*[\"'`]"
TALKS = r"postMessage|window\.open\(|importScripts|https?://"


def test_there_are_scripts_to_look_at() -> None:
    assert SCRIPTS


@pytest.mark.parametrize("pattern", [KEEPS, WRITES, TALKS], ids=["keeps", "writes", "talks"])
def test_no_script_does(pattern: str) -> None:
    assert {path.name: found for path in SCRIPTS if (found := re.findall(pattern, path.read_text("utf-8")))} == {}
