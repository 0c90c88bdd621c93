"""People who file while everything dies around them: a form is sent again, here or there, until a receipt shows."""

import itertools
import re
import threading
import time
import zlib
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from tests.intake.files import a_photo_with_gps
from tests.visitor import Page, Visitor
from wbs.intake.form_token import LEAST_AGE

NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
WORD = re.compile(r"<li[^>]*>(?:<[^>]+>)*\s*([a-z]{4,8})\s*<")
PAUSE_S = 0.25
WHAT = "Petugas loket meminta uang di luar tarif resmi setiap pagi. Tanda laporan ini {mark}."
PHOTO = ("loket.jpg", a_photo_with_gps())


@dataclass(frozen=True)
class Filed:
    """What a reporter was shown, and so may rely on."""

    mark: str
    number: str
    code: str
    is_urgent: bool
    has_file: bool


class Stubborn(Visitor):
    """Sends again, to the next address, until a page comes: a broken line and a page that says `try again` alike."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        super().__init__(urls[0], timeout_s=30)
        self.repeats = 0
        self._addresses = itertools.cycle(url.removeprefix("http://") for url in (*urls[1:], urls[0]))

    def _exchange(self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]) -> Page:
        while True:
            try:
                page = super()._exchange(method, path, body, headers)
                if page.status == 200:
                    return page
            except (OSError, HTTPException, EOFError, zlib.error):
                pass
            self._connection.close()
            self._connection = HTTPConnection(next(self._addresses), timeout=30)
            self.repeats += 1
            time.sleep(PAUSE_S)


class Reporter(threading.Thread):
    """Files one report after the other until told to stop; the one begun is brought to its end."""

    def __init__(self, name: str, urls: tuple[str, ...], ends: threading.Event) -> None:
        super().__init__(name=name)
        self.urls, self.ends = urls, ends
        self.filed: list[Filed] = []
        self.begun = 0
        self.repeats = 0
        self.uploads = 0  # again, because the page said that the photo was not clean or not there
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            while not self.ends.is_set():
                self.begun += 1
                self._file(f"{self.name}{self.begun:05}")
        except Exception as failure:  # told at the end, in the table
            self.failure = failure

    def _file(self, mark: str) -> None:
        is_urgent, has_file = self.begun % 2 == 0, self.begun % 3 == 0
        with Stubborn(self.urls) as visitor:
            visitor.get("/")
            visitor.press("Buat laporan")
            time.sleep(LEAST_AGE.total_seconds() + 0.2)
            typed: dict[str, str | list[str]] = {
                "what": WHAT.format(mark=mark), "kind": "pungli", "unit": "SUDIN-DUKCAPIL-BARAT", "where": "Loket",
                "contact": f"{mark}@surel.example", **({"threatened": "y"} if is_urgent else {}),
            }  # fmt: skip
            if has_file:
                self._upload(visitor, typed)
            page = visitor.press("Periksa dulu sebelum dikirim", **({} if has_file else typed))
            while len(words := WORD.findall(page.text)[:8]) < 8:
                page = visitor.press("Kirim laporan")
            number = NUMBER.search(page.words)
            assert number is not None
            self.filed.append(Filed(mark, number.group(), " ".join(words), is_urgent, has_file))
            if self.begun % 4:
                visitor.press("Sudah saya salin", one=words[2], two=words[6])
            self.repeats += visitor.repeats

    def _upload(self, visitor: "Stubborn", typed: dict[str, str | list[str]]) -> None:
        """Until the page says that the photo is there, and clean: whoever cleaned it may have died over it."""
        page = visitor.press("Unggah berkas", [PHOTO], **typed)
        while "Sudah dihapus: lokasi" not in page.words:
            if f"Hapus {PHOTO[0]}" in page.words:
                visitor.press(f"Hapus {PHOTO[0]}")
            self.uploads += 1
            page = visitor.press("Unggah berkas", [PHOTO])
