"""The main job as a story: told without a name, with a photo, routed, read, asked, answered, examined, closed by two,
counted."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.intake.files import a_photo_with_gps
from tests.journeys.news import says_only_news
from tests.journeys.sink import Sink
from tests.visitor import Page, Visitor
from wbs.demo.people import PASSWORD

EXAMPLES = json.loads((Path(__file__).parents[1] / "examples" / "example_reports.json").read_text("utf-8"))
NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
PATIENCE_S = 20
FOLLOWED = "pungli-loket"  # the example that goes all the way
CONTACT = "seseorang@surat.example"
FORM_AGE_S = 3.5  # a form younger than three seconds is drawn once more

# desk of keys.json -> how its demo accounts end
ACCOUNTS = {
    "intake": "intake", "investigasi": "investigasi", "irbanko_barat": "barat", "irbanko_utara": "utara",
    "perlindungan": "perlindungan", "khusus_kekerasan_seksual": "khusus_kekerasan_seksual",
}  # fmt: skip
FLAG_FIELDS = {
    "terancam": "threatened", "pembalasan": "retaliated", "kekerasan_seksual": "sexual", "masih_berlangsung": "still",
}  # fmt: skip


@dataclass
class Story:
    """Where the instance is, and what was seen so far."""

    url: str
    sink: Sink
    run: Callable[..., tuple[int, str]]
    steps: list[tuple[str, str, bool]] = field(default_factory=list)
    officers: dict[str, Visitor] = field(default_factory=dict)
    receipts: dict[str, tuple[str, str]] = field(default_factory=dict)  # example key -> number, code

    def note(self, step: str, seen: object, is_ok: bool) -> None:
        self.steps.append((step, str(seen)[:90], is_ok))

    def says(self, step: str, page: Page, words: str) -> None:
        """A step that is done when the page says so."""
        self.note(step, words if words in page.words else page.words, words in page.words)

    def officer(self, name: str) -> Visitor:
        visitor = Visitor(self.url)
        visitor.get("/sign-in")
        page = visitor.press("Masuk", name=name, password=PASSWORD)
        if "/cases" not in page.text and "/figures" not in page.text:
            raise AssertionError(f"{name} could not sign in: {page.words[:200]}")
        return visitor


def tell(story: Story) -> None:
    file_all(story)
    for example in EXAMPLES:
        check_desk(story, example)
    number, code = story.receipts[FOLLOWED]
    officer = verify_and_ask(story, number)
    look_at_photo(story, officer)
    answer_as_reporter(story, code)
    close_by_two(story, officer, number)
    read_the_outcome(story, code)
    count(story)


def file_all(story: Story) -> None:
    """All forms are opened first, so that the form's minimum age is waited for once."""
    visitors = {example["key"]: Visitor(story.url) for example in EXAMPLES}
    for visitor in visitors.values():
        visitor.get("/")
        visitor.press("Buat laporan")
    add_photo(story, visitors[FOLLOWED])
    time.sleep(FORM_AGE_S)
    for example in EXAMPLES:
        visitor = visitors[example["key"]]
        visitor.press("Periksa dulu sebelum dikirim", **_typed(example))
        page = visitor.press("Kirim laporan")
        number, words = NUMBER.search(page.words), _code(page)
        seen = number.group() if number else page.words
        story.note(f"file {example['key']}", seen, bool(number) and len(words) == 8)
        if number:
            story.receipts[example["key"]] = (number.group(), " ".join(words))
            confirm(story, visitor, words)


def add_photo(story: Story, visitor: Visitor) -> None:
    page = visitor.press("Unggah berkas", files=[("foto loket.jpg", a_photo_with_gps())])
    story.says("a photo loses its place while it arrives", page, "Sudah dihapus: lokasi")


def confirm(story: Story, visitor: Visitor, words: list[str]) -> None:
    page = visitor.press("Sudah saya salin", one=words[2], two=words[6])
    shown = set(words) <= set(page.words.lower().split())
    story.note("after two words typed back the code is gone", "shown" if shown else "gone", not shown)


def check_desk(story: Story, example: dict[str, Any]) -> None:
    """Its desk lists it; every other desk and the other realm answer as if it did not exist."""
    number, _ = story.receipts[example["key"]]
    expected = example["expect"]
    owner = "khusus.petugas" if expected.get("realm") == "bypass" else f"petugas.{ACCOUNTS[expected['desk']]}"
    strangers = [f"petugas.{end}" for end in ACCOUNTS.values()] + ["khusus.petugas"]
    finds = _finds(story, owner, number)
    leaks = [name for name in strangers if name != owner and _finds(story, name, number)]
    seen = f"{owner} finds it: {finds}; others: {leaks}"
    story.note(f"{example['key']} is at {expected['desk']}", seen, finds and not leaks)


def verify_and_ask(story: Story, number: str) -> Visitor:
    officer = story.officer("petugas.barat")
    page = _open_case(officer, number)
    story.note("before the conflict question only the card is shown", page.status, "Tanpa kuitansi" not in page.words)
    page = officer.press("Saya tidak punya hubungan dengan unit, orang, atau hal ini")
    story.says("then the officer reads the report", page, "Tanpa kuitansi")
    page = officer.press("Ambil kasus ini")
    story.says("takes it into verification", page, "Verifikasi")
    officer.get(f"{_address(officer)}/dialogue")
    page = officer.press("Kirim sebagai pertanyaan; jam berhenti", letter="Pukul berapa uang itu biasanya dikumpulkan?")
    story.says("asks the reporter, the clock stops", page, "Pertanyaan tersimpan")
    status, said = story.run("tick")
    story.note("`wbs tick`", said or "done", status == 0)
    arrived = _wait_for(lambda: story.sink.to(CONTACT))
    is_mute = bool(arrived) and all(map(says_only_news, arrived))
    story.note("the mail says only that there is news", f"{len(arrived)} mail", is_mute)
    return officer


def look_at_photo(story: Story, officer: Visitor) -> None:
    address = _address(officer)
    listed = officer.get(f"{address}/files")
    page = officer.get(re.search(rf"{address}/files/[0-9a-f-]{{36}}", listed.text).group())
    story.says("the officer finds the photo, and who opened it", page, "Siapa yang membuka")
    shown = officer.get(re.search(r'<img[^>]* src="([^"]+)"', page.text).group(1))
    kind = shown.headers.get("content-type", "")
    story.note("and sees it as pixels made anew", kind, kind == "image/png")
    officer.get(address)


def answer_as_reporter(story: Story, code: str) -> None:
    reporter = Visitor(story.url)
    page = _wait_for(lambda: _mailbox_with(reporter, code, "Pukul berapa"))
    story.note("the reporter returns with the code and reads the question", bool(page), bool(page))
    page = reporter.press("Kirim pesan", text="Setiap Jumat sekitar pukul tiga sore.")
    story.says("and answers", page, "pukul tiga sore")


def close_by_two(story: Story, officer: Visitor, number: str) -> None:
    address = _address(officer)
    page = officer.get(f"{address}/dialogue")
    story.says("the officer reads the answer", page, "pukul tiga sore")
    officer.get(f"{address}/notes")
    page = officer.press("Simpan catatan", note="Cocok dengan laporan lain dari loket yang sama.")
    story.says("notes for the team", page, "Cocok dengan")
    for button in ("Mulai telaah", "Ajukan telaah ke pimpinan"):
        officer.get(address)
        officer.press(button)
    head, examiner = (_reader(story, name, number) for name in ("irban.barat", "pemeriksa.barat"))
    head.get(f"{address}/tasks")
    page = head.press("Simpan disposisi", directive="Periksa buku kas loket.", to=_examiner(head.page))
    story.says("the head records the disposition", page, "Disposisi tersimpan")
    for button in ("Mulai pemeriksaan", "Mulai menyusun hasil"):
        examiner.get(address)
        examiner.press(button)
    examiner.get(f"{address}/tasks")
    page = examiner.press("Simpan simpulan", outcome="terbukti", grounds="Buku kecil memuat setoran tiap Jumat.")
    story.says("the investigator records the conclusion", page, "Simpulan tersimpan")
    letter = "Kami sudah memeriksa, dan yang Anda laporkan terbukti."
    page = examiner.press("Usulkan penutupan", closing="terbukti", reason="Lihat simpulan.", letter=letter)
    story.says("proposes the closing", page, "Usulan tersimpan")
    offered = [button for form in page.forms for button in form.buttons if button[0] == "Setujui penutupan"]
    story.note("and cannot approve it", offered, not offered)
    head.get(f"{address}/tasks")
    page = head.press("Setujui penutupan")
    story.says("the second person approves, the case is closed", page, "Penutupan disetujui")


def read_the_outcome(story: Story, code: str) -> None:
    status, said = story.run("tick")
    story.note("`wbs tick`", said or "done", status == 0)
    reporter = Visitor(story.url)
    page = _wait_for(lambda: _mailbox_with(reporter, code, "yang Anda laporkan terbukti"))
    story.note("the reporter reads the outcome", bool(page), bool(page))
    mails = list(story.sink.received)
    is_mute = all(map(says_only_news, mails))
    story.note("no mail said more until now, to staff neither", f"{len(mails)} mails", is_mute)


def count(story: Story) -> None:
    status, said = story.run("night", "--at", "{tomorrow}")
    story.note("`wbs night`, as of tomorrow", said or "done", status == 0)
    auditor = story.officer("auditor")
    page = auditor.get("/figures")
    proven = re.search(r"(\d+) dari (\d+) laporan terbukti cocok", page.words)
    main = sum(example["expect"].get("realm") != "bypass" for example in EXAMPLES)
    is_whole = bool(proven) and proven.groups() == (str(main), str(main))
    seen = proven.group() if proven else page.words
    story.note("the auditor's figures are proven, the bypass is not in them", seen, is_whole)
    status, said = story.run("ledger", "verify")
    story.note("`wbs ledger verify`", said.splitlines()[-1] if said else "", status == 0)
    status, said = story.run("check")
    story.note("`wbs check`", said.splitlines()[-1] if said else "", status == 0)


def _typed(example: dict[str, Any]) -> dict[str, str | list[str]]:
    typed: dict[str, str | list[str]] = {
        "what": example["what"], "kind": example["kind"], "unit": example["unit"], "where": example["where"],
        "when": example["when"].replace(", masih berlangsung", ""), "how": example["how"],
        "knows_by": example["knows_by"],
    }  # fmt: skip
    if example["loss_rp"]:
        typed["loss_rp"] = f"{example['loss_rp']}"
    for place, person in enumerate(example["persons"]):
        typed[f"persons-{place}-position"] = person["position"]
        typed[f"persons-{place}-unit"] = person["unit"]
    typed |= {FLAG_FIELDS[flag]: "y" for flag in example["flags"]}
    if example["key"] == FOLLOWED:
        typed["contact"] = CONTACT
    return typed


def _code(page: Page) -> list[str]:
    return re.findall(r"<li[^>]*>(?:<[^>]+>)*\s*([a-z]{4,8})\s*<", page.text)[:8]


def _finds(story: Story, account: str, number: str) -> bool:
    """Whether the account's search by number leads to a case."""
    if account not in story.officers:
        story.officers[account] = story.officer(account)
    return _open_case(story.officers[account], number).status == 200


def _open_case(officer: Visitor, number: str) -> Page:
    return officer.post("/cases/search", [("number", number)])


def _reader(story: Story, account: str, number: str) -> Visitor:
    officer = story.officer(account)
    _open_case(officer, number)
    officer.press("Saya tidak punya hubungan dengan unit, orang, atau hal ini")
    return officer


def _address(officer: Visitor) -> str:
    """The address of the case whose page is open."""
    return re.search(r"/cases/[0-9a-f-]{36}", officer.page.text).group()


def _examiner(page: Page) -> str:
    """The investigator among the readers offered."""
    offered = page.text.partition('name="to"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]+)"', offered)[0]


def _mailbox_with(reporter: Visitor, code: str, words: str) -> Page | None:
    reporter.get("/")
    reporter.press("Cek laporan")
    page = reporter.press("Buka kotak pesan", code=code)
    return page if words in page.words else None


def _wait_for(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    return look()
