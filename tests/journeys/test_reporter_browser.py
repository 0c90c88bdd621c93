"""The reporter's story in a real browser without scripts; afterwards the browser's profile remembers nothing of it."""

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import BrowserContext, Error, Page, sync_playwright
from werkzeug.serving import make_server

from wbs.app import create_app
from wbs.config import Settings
from wbs.intake.form_token import LEAST_AGE

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
LATER_MS = 3_000  # until Chromium has noted what became of an entry of its history
SECRET = "kardus merah di bawah meja loket tujuh"
TOLD = f"Setiap pemohon diminta membayar di luar tarif resmi, dan uangnya masuk {SECRET}."


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, None, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    server.app = create_app(replace(settings, public_url=url))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield url
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone-sized browser with a profile on disk."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, java_script_enabled=False,
            args=["--no-sandbox", "--host-resolver-rules=MAP * 127.0.0.1"], viewport={"width": 360, "height": 740},
        )  # fmt: skip
        yield context
        context.close()


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).click()


def file_a_report(page: Page) -> list[str]:
    """The eight words."""
    press(page, "Buat laporan")
    page.fill("#what", TOLD)
    page.select_option("#unit", "SUDIN-DUKCAPIL-BARAT")
    page.get_by_label("Jabatan").first.fill("Petugas loket")
    time.sleep(LEAST_AGE.total_seconds())
    with page.expect_navigation():
        page.get_by_label("Jabatan").first.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Baca sekali lagi, lalu kirim"
    press(page, "Kirim laporan")
    return page.locator(".words li").all_inner_texts()


def in_profile(folder: Path, wanted: str) -> list[str]:
    """Also as a form sends it: browsers keep bodies of POSTs in their session files."""
    needles = (wanted.encode(), wanted.encode("utf-16-le"), quote_plus(wanted).encode())
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in found if any(needle in path.read_bytes() for needle in needles)]


def test_a_story_in_a_browser_leaves_no_trace(address: str, browser: BrowserContext, tmp_path: Path) -> None:
    page = browser.pages[0]
    page.goto(address)
    words = [word.split()[-1] for word in file_a_report(page)]
    page.fill("#one", words[2])
    page.fill("#two", words[6])
    press(page, "Sudah saya salin")
    press(page, "Buka kotak pesan")
    page.fill("#words", " ".join(words))
    press(page, "Buka kotak pesan")
    page.fill("#text", f"Sekali lagi: {SECRET}")
    press(page, "Kirim pesan")
    assert "Pesan Anda sudah tersimpan." in page.locator("main").inner_text()
    assert page.url == f"{address}/" and page.title() == "Ruang Lapor"
    assert not browser.cookies()

    page.reload()  # asks the server again, with the letter
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
    page.wait_for_timeout(LATER_MS)

    browser.close()
    assert in_profile(tmp_path / "profile", "127.0.0.1")  # that the site was opened is not ours to hide
    assert not in_profile(tmp_path / "profile", SECRET)
    assert not in_profile(tmp_path / "profile", " ".join(words))


def test_no_page_is_wider_than_its_window(address: str, browser: BrowserContext) -> None:
    page = browser.pages[0]
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(address)
        for words in ("Sebelum Anda menulis: baca ini dulu", "Buat laporan", "Periksa dulu sebelum dikirim"):
            press(page, words)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (words, width)
