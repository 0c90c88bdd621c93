"""The people of the small office: what stands on their sheets, their first sign-in, and each one after it."""

import re
from dataclasses import dataclass, field

import pyotp

from tests.deploy.machine import Machine
from tests.visitor import Visitor

OWN = "gerobak pelangi mengunyah trotoar"
SHEET = re.compile(r"Nama masuk : (\S+)\s+Kata sandi sekali pakai\s+-+\s+(.+)")
KEY_WORDS = re.compile(r"Delapan kata pembuka\s+-+\s+(.+)")
SECRET = re.compile(r'<code class="secret">([^<]+)</code>')
SPARE = re.compile(r"<li><code>([^<]+)</code>")


@dataclass
class Member:
    name: str
    fingerprint: str
    spare_codes: list[str] = field(repr=False)

    def sign_in(self, made: Machine) -> Visitor:
        visitor = made.visitor("staff")
        visitor.get("/sign-in")
        visitor.press("Masuk", name=self.name, password=OWN)
        page = visitor.press("Lanjut", code=self.spare_codes.pop())
        assert "Keluar" in page.words, page.words[:300]
        return visitor


def sheets(screen: str) -> dict[str, str]:
    """Sign-in name -> one-time password, as each read it from the screen."""
    return {name: words.strip() for name, words in SHEET.findall(screen)}


def key_words(screen: str) -> str:
    found = KEY_WORDS.search(screen)
    assert found, screen[:500]
    return found[1].strip()


def first_sign_in(made: Machine, name: str, paper: str) -> Member:
    """A password of their own, an application, ten spare codes; then they wait to be signed."""
    visitor = made.visitor("staff")
    visitor.get("/sign-in")
    visitor.press("Masuk", name=name, password=paper)
    page = visitor.press("Simpan kata sandi", new=OWN, again=OWN)
    secret = SECRET.findall(page.text)[-1].replace(" ", "")
    page = visitor.press("Pasang aplikasi ini", code=pyotp.TOTP(secret).now())
    codes = SPARE.findall(page.text)
    assert len(codes) == 10, page.words[:300]
    page = visitor.get(re.search(r'class="go" href="([^"]+)"', page.text)[1])
    assert "Menunggu daftar petugas ditandatangani" in page.words
    (fingerprint,) = SECRET.findall(page.text)
    visitor.press("Keluar")
    return Member(name, fingerprint, codes)
