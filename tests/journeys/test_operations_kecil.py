"""A small government from nothing to a closed case, by the commands of docs/OPERATIONS.md as they are written there.

The chapters are read and run in their order, so a command that the program no longer understands, a step that is
missing or a file that nobody made fails here. Screens are real terminals, pages are asked over HTTP, mail arrives at a
real server.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.deploy.proxy import NGINX, configure, serving
from tests.journeys.operations import case
from tests.journeys.operations.case import CONTACT, LETTER, Receipt, examine, mailbox, tell
from tests.journeys.operations.chapters import buttons, commands
from tests.journeys.operations.machine import Office, office
from tests.journeys.operations.people import Member, first_sign_in, key_words, sheets
from tests.journeys.sink import Sink, mail_sink
from tests.runtime.conftest import wait_until

pytestmark = [pytest.mark.drill, pytest.mark.skipif(NGINX is None, reason="NOT INSTALLED: nginx")]


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with mail_sink() as opened:
        yield opened


@pytest.fixture(scope="module")
def machine(sink: Sink) -> Iterator[Office]:
    """Empty: nothing is there but the program. Releases are frequent, as CONFIGURATION.md says for trials."""
    mail = {"WBS_MAIL_HOST": "127.0.0.1", "WBS_MAIL_PORT": str(sink.port), "WBS_MAIL_SENDER": "kabar@kantor.example"}
    with office({**mail, "WBS_TICKS": "every:2", "WBS_THREADS": "4"}) as opened:
        yield opened


@pytest.fixture(scope="module")
def screen(machine: Office) -> str:
    """What the ceremony showed, one sheet after the other."""
    for line in commands("Pemasangan"):
        machine.run(line)
    for line in commands("Pendirian"):
        if not line.startswith("wbs recover "):  # of an emergency: tests/founding
            machine.run(line, {r"tekan sembarang tombol": " "})
    return next(said for line, said in machine.said.items() if line.startswith("wbs init pendirian.toml"))


@pytest.fixture(scope="module")
def people(machine: Office, screen: str) -> Mapping[str, Member]:
    return {name: first_sign_in(machine.made, name, paper) for name, paper in sheets(screen).items()}


@pytest.fixture(scope="module")
def opened(
    machine: Office, screen: str, people: Mapping[str, Member], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """The counter is open."""
    machine.proxy = configure(machine.made, tmp_path_factory.mktemp("proxy"))
    with serving(machine.proxy):
        wait_until((machine.proxy.folder / "pid").exists)
        for line in commands("Langkah pertama"):
            machine.run(line, {r"8 kata berkas kunci": f"{key_words(screen)}\n", r"\[y/N\]": "y\n"})
            if line.startswith("wbs directory install"):  # restart-wbs.path does it on a machine with systemd
                machine.run("systemctl restart wbs.target")
        yield machine


@pytest.fixture(scope="module")
def closed(opened: Office, people: Mapping[str, Member]) -> Receipt:
    receipt = tell(opened.made)
    examine(opened.made, people, receipt)
    return receipt


def test_before_anybody_has_a_key_the_check_refuses_and_names_them(machine: Office, screen: str) -> None:
    code, said = machine.try_out("wbs check")
    assert code == 1 and "Belum membuat kunci sendiri" in said and "Anggraini" in said
    assert len(sheets(screen)) == 11 and "Kunci direktori" in screen


def test_the_chapters_lead_to_an_open_counter(opened: Office, people: Mapping[str, Member]) -> None:
    exported = next(said for line, said in opened.said.items() if line.startswith("wbs directory export"))
    assert all(member.fingerprint in exported for member in people.values())
    checked = next(said for line, said in opened.said.items() if line.startswith("wbs check"))
    assert "0 tolak" in checked and "Server surel belum diisi" not in checked
    probed = next(said for line, said in opened.said.items() if line.startswith("wbs probe"))
    assert "sampai di mejanya" in probed


def test_a_case_comes_to_its_end_and_the_reporter_reads_it(opened: Office, closed: Receipt, sink: Sink) -> None:
    reporter = opened.made.visitor("public")
    wait_until(lambda: LETTER in mailbox(reporter, closed).words)
    wait_until(lambda: bool(sink.to(CONTACT)))  # news of one tick, or of two, are one mail
    assert not any(closed.number.encode() in bytes(mail.content) for mail in sink.received)


def test_the_auditor_counts_one_report_and_the_ledger_holds(
    opened: Office, closed: Receipt, people: Mapping[str, Member]
) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    opened.run(f"wbs night --at {tomorrow:%Y-%m-%dT%H:%M:%S%z}")
    auditor = people["desi"].sign_in(opened.made)
    year = re.search(r'<option value="([^"]+)"[^>]*>Tahun ', auditor.get("/figures").text)
    page = auditor.press("Tampilkan", period=year[1])
    assert "2 dari 2 laporan terbukti cocok" in page.words, page.words[:2000]  # the probe's is proven too
    assert "laporan percobaan, tidak dihitung: 1" in page.words  # and left out of the counts
    assert "Buku jejak utuh dan cocok dengan arsip" in opened.run("wbs ledger verify")
    assert "Semua berkas ada dan utuh" in opened.run("wbs verify")
    assert "Macet: 0" in opened.run("wbs outbox show")


def test_the_chapter_of_the_first_case_names_buttons_that_are_pressed_here(closed: Receipt) -> None:
    named = {name.removesuffix(" ...") for name in buttons("Kasus pertama")}
    pressed = Path(case.__file__).read_text("utf-8")
    assert named - {"Pekerjaan saya", "Dialog", "Tugas", "Angka", "Minta diperiksa ulang"}
    assert {name for name in named if name not in pressed} <= {
        "Pekerjaan saya", "Dialog", "Tugas", "Angka", "Minta diperiksa ulang"
    }  # fmt: skip


def test_an_upgrade_keeps_the_case(opened: Office, closed: Receipt) -> None:
    """Of the same version: the migration itself, with rows of an older one, is tests/house/test_migrations.py's."""
    for line in commands("Upgrade"):
        if " -m wbs install" not in line:  # settings and units here were moved below another root
            opened.run(line)
    assert re.search(r"0 tolak", opened.said["wbs check"])
    assert LETTER in mailbox(opened.made.visitor("public"), closed).words
