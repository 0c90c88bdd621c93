"""A real browser reads the padded members, keeps to the policy, and is let go by the leave button."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.web.example import build

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Started once: every test has a context of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * 127.0.0.1"]
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A tab on the landing page of a running example; it can reach nothing but this machine."""
    server = make_server("127.0.0.1", 0, None, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    server.app = build(tmp_path, url)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        tab = browser.new_page(viewport={"width": 360, "height": 740})
        tab.goto(f"{url}/")
        yield tab
        tab.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_pages_are_read_posts_are_taken_and_nothing_breaks_the_policy(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate("document.querySelector('[name=act][value=landing]').value = 'mailbox'")
    page.get_by_role("button", name="Front page").click()
    assert page.get_by_role("heading").inner_text() == "Ceritakan di sini"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not said


def test_the_policy_lets_the_leave_button_go(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.keyboard.press("Tab")
    with page.expect_event("requestfailed") as failed:
        page.keyboard.press("Enter")
    assert failed.value.url.startswith("https://www.google.com/")
    assert not [message for message in said if "Content Security Policy" in message]
