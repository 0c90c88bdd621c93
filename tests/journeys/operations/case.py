"""The first case of a small office, as the chapter *Kasus pertama* says: told, asked, answered, examined, closed."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.deploy.machine import Machine
from tests.journeys.operations.people import Member
from tests.runtime.conftest import wait_until
from tests.visitor import Page, Visitor

FORM_AGE_S = 3.5
NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
WORD = re.compile(r"<li[^>]*>(?:<[^>]+>)*\s*([a-z]{4,8})\s*<")
TOLD = "Setiap pemohon surat diminta membayar lima puluh ribu rupiah di luar tarif resmi."
QUESTION, ANSWER = "Pukul berapa uang itu biasanya dikumpulkan?", "Setiap Jumat sekitar pukul tiga sore."
LETTER = "Kami sudah memeriksa, dan yang Anda laporkan terbukti."
CONTACT = "seseorang@surat.example"
NO_PART_IN_IT = "Saya tidak punya hubungan dengan unit, orang, atau hal ini"


@dataclass(frozen=True)
class Receipt:
    number: str
    code: str


def tell(made: Machine) -> Receipt:
    reporter = made.visitor("public")
    reporter.get("/")
    reporter.press("Buat laporan")
    time.sleep(FORM_AGE_S)
    files = [("catatan.txt", b"Setiap Jumat sore, di loket 2.\n" * 40)]
    reporter.press(
        "Periksa dulu sebelum dikirim", files, what=TOLD, kind="pungli", unit="PSW-DINKES", where="Loket 2",
        contact=CONTACT,
    )  # fmt: skip
    page = reporter.press("Kirim laporan")
    number, words = NUMBER.search(page.words), WORD.findall(page.text)[:8]
    assert number and len(words) == 8, page.words[:500]
    reporter.press("Sudah saya salin", one=words[2], two=words[6])
    return Receipt(number.group(), " ".join(words))


def examine(made: Machine, people: Mapping[str, Member], receipt: Receipt) -> None:
    """By an officer of the desk, an investigator and a head, each with a key of their own."""
    officer = people["anggraini"].sign_in(made)
    page = opened(officer, receipt)
    assert TOLD in page.words
    address = re.search(r"/cases/[0-9a-f-]{36}", officer.press("Ambil kasus ini").text)[0]
    assert "catatan.txt" in officer.get(f"{address}/files").words
    officer.get(f"{address}/dialogue")
    officer.press("Kirim sebagai pertanyaan; jam berhenti", letter=QUESTION)
    reporter = made.visitor("public")
    wait_until(lambda: QUESTION in mailbox(reporter, receipt).words)
    reporter.press("Kirim pesan", text=ANSWER)
    assert ANSWER in officer.get(f"{address}/dialogue").words
    for button in ("Mulai telaah", "Ajukan telaah ke pimpinan"):
        officer.get(address)
        officer.press(button)
    decide(made, people, receipt, address)


def decide(made: Machine, people: Mapping[str, Member], receipt: Receipt, address: str) -> None:
    head, investigator = (people[name].sign_in(made) for name in ("chairul", "bambang"))
    for reader in (head, investigator):
        opened(reader, receipt)
    page = head.get(f"{address}/tasks")
    to = re.search(r'<option value="([^"]+)"[^>]*>Bambang Hartono', page.text)[1]
    head.press("Simpan disposisi", directive="Periksa buku kas loket.", to=to)
    for button in ("Mulai pemeriksaan", "Mulai menyusun hasil"):
        investigator.get(address)
        investigator.press(button)
    investigator.get(f"{address}/tasks")
    investigator.press("Simpan simpulan", outcome="terbukti", grounds="Buku kecil memuat setoran tiap Jumat.")
    page = investigator.press("Usulkan penutupan", closing="terbukti", reason="Lihat simpulan.", letter=LETTER)
    assert not [one for form in page.forms for one in form.buttons if one[0] == "Setujui penutupan"]
    head.get(f"{address}/tasks")
    assert "Penutupan disetujui" in head.press("Setujui penutupan").words


def opened(officer: Visitor, receipt: Receipt) -> Page:
    officer.get("/cases")
    assert officer.post("/cases/search", [("number", receipt.number)]).status == 200
    return officer.press(NO_PART_IN_IT)


def mailbox(reporter: Visitor, receipt: Receipt) -> Page:
    reporter.get("/")
    reporter.press("Cek laporan")
    return reporter.press("Buka kotak pesan", code=receipt.code)
