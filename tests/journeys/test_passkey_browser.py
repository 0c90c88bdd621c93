"""A passkey in a real browser, with the device that Chromium simulates: set up, then used at the door."""

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from tests.people import PASSWORD
from tests.staff.door import codes_of
from wbs.app import create_app
from wbs.config import Settings
from wbs.staff.throttle import FREE_TRIES

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser, pytest.mark.drill,  # tests/staff tells the same with an authenticator of its own
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]  # fmt: skip
NEW = "gerobak pelangi mengunyah trotoar"
OFFICER = "petugas.irbanko_barat"


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    server = make_server("127.0.0.1", port, create_app(replace(settings, public_url=url)), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield url
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * 127.0.0.1"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 740})
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasUserVerification": True,
                    "isUserVerified": True, "automaticPresenceSimulation": True, "hasResidentKey": True, "hasPrf": True,
                }
            },
        )  # fmt: skip
        yield page
        browser.close()


def knock(page: Page, address: str, password: str = PASSWORD) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#name", OFFICER)
    page.fill("#password", password)
    page.get_by_role("button", name="Masuk").click()


def set_up(page: Page, address: str) -> None:
    """A passkey, by somebody who came in with a code."""
    knock(page, address)
    page.fill("#code", codes_of(OFFICER)[0])
    page.get_by_role("button", name="Lanjut").click()
    page.goto(f"{address}/me/factors")
    page.get_by_role("button", name="Pasang kunci sandi").click()
    page.wait_for_url(f"{address}/me")


def test_a_passkey_is_set_up_and_opens_the_door(page: Page, address: str) -> None:
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    knock(page, address)
    assert page.get_by_role("button", name="Pakai kunci sandi").count() == 0
    page.fill("#code", codes_of(OFFICER)[0])
    page.get_by_role("button", name="Lanjut").click()
    page.goto(f"{address}/me/factors")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Pasang kunci sandi").click()
    page.wait_for_url(f"{address}/me")
    assert "Kunci sandi" in page.locator("main").inner_text()
    page.get_by_role("button", name="Keluar").click()
    knock(page, address)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url(f"{address}/cases")
    assert not wrong


def test_a_passkey_stands_in_for_a_forgotten_password(page: Page, address: str) -> None:
    """Set up at the door of somebody signed in; then the person comes back without the password."""
    set_up(page, address)
    assert "juga bila kata sandi lupa" in page.locator("main").inner_text()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("button", name="Lupa kata sandi?").click()
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url(f"{address}/sign-in/next")
    assert page.get_by_role("button", name="Pakai kunci sandi").count() == 0
    page.fill("#code", codes_of(OFFICER)[1])
    page.get_by_role("button", name="Lanjut").click()
    page.fill("#new", NEW)
    page.fill("#again", NEW)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.wait_for_url(f"{address}/cases")


def test_a_passkey_opens_at_once_while_strangers_guess(page: Page, address: str) -> None:
    """In a browser that nobody has signed in with: its cookies are gone."""
    set_up(page, address)
    page.context.clear_cookies()
    for _ in range(FREE_TRIES):
        knock(page, address, "salah sama sekali")
    knock(page, address)
    page.get_by_role("button", name="Pakai kode atau kunci sandi").click()
    assert page.input_value("#name") == OFFICER
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Atau pakai kunci sandi").click()
    page.wait_for_url(f"{address}/cases")
