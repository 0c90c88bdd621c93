"""Files in a real browser: with the script in pieces that survive a break, without it as every form does."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

from tests.intake.files import NOT_CLEANABLE, a_document_with_author, a_photo_with_gps
from tests.journeys.test_reporter_browser import TOLD, address, press
from wbs.intake.form_token import LEAST_AGE

__all__ = ["address"]

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.drill,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PHOTO = {"name": "di rumah.jpg", "mimeType": "image/jpeg", "buffer": a_photo_with_gps() + bytes(1_300_000)}
DOCUMENT = {"name": "setoran.docx", "mimeType": "application/msword", "buffer": a_document_with_author()}
ODD = {"name": "rekaman.xyz", "mimeType": "", "buffer": NOT_CLEANABLE}


@pytest.fixture
def browser(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[bool], Page]]:
    """A page of a phone-sized browser, with scripts or without."""
    with sync_playwright() as playwright:
        opened: list[BrowserContext] = []

        def open_page(scripts: bool) -> Page:
            context = playwright.chromium.launch_persistent_context(
                tmp_path / f"profile-{scripts}", executable_path=CHROMIUM, java_script_enabled=scripts,
                args=["--no-sandbox", "--host-resolver-rules=MAP * 127.0.0.1"],
                viewport={"width": 360, "height": 740},
            )  # fmt: skip
            opened.append(context)
            return context.pages[0]

        yield open_page
        for context in opened:
            context.close()


def at_form(page: Page, url: str) -> list[str]:
    """Opens the form; what the policy refuses, or a script fails in, is collected."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(url)
    press(page, "Buat laporan")
    page.fill("#what", TOLD)
    page.select_option("#unit", "SUDIN-DUKCAPIL-BARAT")
    return wrong


def text(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [False, True], ids=["without script", "with script"])
def test_a_report_with_files(address: str, browser: Callable[[bool], Page], scripts: bool) -> None:
    page = browser(scripts)
    wrong = at_form(page, address)
    page.set_input_files("#files", [PHOTO, DOCUMENT, ODD])
    if scripts:
        page.get_by_text("Sudah terunggah.").wait_for()
        assert page.locator("#files").evaluate("field => field.files.length") == 0
    time.sleep(LEAST_AGE.total_seconds())
    press(page, "Periksa dulu sebelum dikirim")
    assert "Pilih dulu: kirim apa adanya, atau jangan kirim." in text(page)
    assert page.input_value("#what") == TOLD
    page.get_by_label("Kirim apa adanya").check()
    press(page, "Periksa dulu sebelum dikirim")
    assert "lokasi" in text(page) and "nama pembuat" in text(page) and "rekaman.xyz" in text(page)
    press(page, "Kirim laporan")
    assert len(page.locator(".words li").all_inner_texts()) == 8
    assert not wrong


def test_a_broken_upload_goes_on_where_it_broke(address: str, browser: Callable[[bool], Page]) -> None:
    page = browser(True)
    at_form(page, address)
    sent: list[int] = []

    def break_the_second(route: Route) -> None:
        sent.append(len(sent))
        route.abort() if len(sent) == 2 else route.continue_()

    page.route(lambda url: True, lambda route: break_the_second(route) if is_piece(route) else route.continue_())
    page.set_input_files("#files", [PHOTO])
    page.get_by_text("Terputus. Kami coba lagi.").wait_for()
    page.get_by_text("Sudah terunggah.").wait_for()
    assert len(sent) == 4  # three pieces, one of them twice
    press(page, "Unggah berkas")
    assert "di rumah.jpg" in text(page) and "lokasi" in text(page)
    assert page.input_value("#what") == TOLD


def test_sending_while_it_uploads_waits(address: str, browser: Callable[[bool], Page]) -> None:
    page = browser(True)
    at_form(page, address)
    page.set_input_files("#files", [PHOTO])
    press(page, "Periksa dulu sebelum dikirim")
    assert "di rumah.jpg" in text(page) and "lokasi" in text(page)


def is_piece(route: Route) -> bool:
    return route.request.resource_type == "fetch"
