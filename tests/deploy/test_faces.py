"""Two faces and a worker as three accounts with three key folders: what one is told, the other reads."""

import os
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import new_database
from tests.deploy.machine import ACCOUNTS, HOSTS, Machine, found, machine
from tests.deploy.proxy import NGINX, configure, serving
from tests.people import PASSWORD
from tests.runtime.conftest import wait_until
from tests.visitor import Visitor
from wbs.cases.desk_check import NOTE
from wbs.checking.commands import of_host
from wbs.checking.fetching import fetch
from wbs.checking.promises import check_plain

TOLD = "Setiap pemohon surat diminta membayar lima puluh ribu rupiah di luar tarif resmi."
NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
FORM_AGE_S = 3.5
QUICK = {"WBS_TICKS": "every:2", "WBS_THREADS": "4"}
PASSWORD_ALONE = {"WBS_DEMO": "1", "WBS_SECOND_FACTOR": "off"}  # signing in is another test's matter

pytestmark = pytest.mark.drill


@contextmanager
def running(database_url: str = "") -> Iterator[Machine]:
    with machine(with_accounts=not database_url) as made:
        found(made, database_url)
        (made.var / "DEMO").touch()
        more = {"DATABASE_URL": database_url} if database_url else {}
        for service in ("public", "staff", "worker"):
            made.start(service, **QUICK, **more, **(PASSWORD_ALONE if service == "staff" else {}))
        for face in ("public", "staff"):
            made.wait_for(face)
        yield made


def tell(made: Machine, *files: tuple[str, bytes]) -> str:
    reporter = made.visitor("public")
    reporter.get("/")
    reporter.press("Buat laporan")
    time.sleep(FORM_AGE_S)
    reporter.press(
        "Periksa dulu sebelum dikirim", files, what=TOLD, kind="pungli", unit="SUDIN-DUKCAPIL-BARAT", where="Loket 2"
    )
    page = reporter.press("Kirim laporan")
    number = NUMBER.search(page.words)
    assert number, page.words[:500]
    return number.group()


def read(made: Machine, number: str) -> Visitor:
    officer = made.visitor("staff")
    officer.get("/sign-in")
    officer.press("Masuk", name="petugas.irbanko_barat", password=PASSWORD)
    assert officer.post("/cases/search", [("number", number)]).status == 200
    officer.press("Saya tidak punya hubungan dengan unit, orang, atau hal ini")
    return officer


@pytest.fixture(scope="module")
def made() -> Iterator[Machine]:
    with running() as made:
        yield made


def test_three_accounts_share_one_folder_and_no_key(made: Machine) -> None:
    number = tell(made, ("catatan.txt", b"Setiap Jumat sore, di loket 2.\n" * 40))
    officer = read(made, number)
    assert "di luar tarif resmi" in officer.page.words
    files = officer.get(f"{re.search(r'/cases/[0-9a-f-]{36}', officer.page.text).group()}/files")
    assert files.status == 200 and "rusak" not in files.words
    wait_until(lambda: is_sequenced(made) or made.processes["worker"].poll() is not None)
    assert made.processes["worker"].poll() is None, made.log("worker")
    assert "failed" not in made.log("worker") + made.log("public") + made.log("staff")
    assert officer.get("/").status == 404
    assert made.visitor("public").get("/sign-in").status == 404
    if made.has_accounts:
        reads_no_others_keys(made)


def is_sequenced(made: Machine) -> bool:
    """Entries of the office are put in order at ticks, by the worker alone."""
    with sqlite3.connect(f"file:{made.var / 'wbs.db'}?mode=ro", uri=True) as database:
        return bool(database.execute("SELECT count(*) FROM ledger_entry").fetchone()[0])


def reads_no_others_keys(made: Machine) -> None:
    for service, others in (("public", ("staff", "worker")), ("staff", ("public", "worker"))):
        for folder in [made.keys, *(made.root / f"run/credentials/wbs-{other}.service" for other in others)]:
            tried = subprocess.run(
                ["ls", str(folder)], user=ACCOUNTS[service], group=ACCOUNTS[service], extra_groups=[],
                capture_output=True, check=False,
            )  # fmt: skip
            assert tried.returncode != 0, folder
    written = {path.stat().st_uid for path in made.var.rglob("*") if path.is_file()} - {0}
    assert written <= set(ACCOUNTS.values()) and os.geteuid() == 0


def test_a_proxy_before_them_keeps_every_promise_and_no_trace(made: Machine, tmp_path: Path) -> None:
    if NGINX is None:
        pytest.skip("NOT INSTALLED: nginx")
    proxy = configure(made, tmp_path)
    with serving(proxy):
        wait_until((tmp_path / "pid").exists)
        now = datetime.now(UTC)
        told = of_host(f"https://localhost:{proxy.tls_port}", now, proxy.context)
        assert [one for one in told if one.severity != NOTE] == [] and "nginx" in told[0].sentence
        redirected = fetch(f"http://localhost:{proxy.plain_port}")
        assert redirected.get("location") == f"https://{HOSTS['public']}/" and not [*check_plain(redirected)]
        asked = "GET /?rahasia HTTP/1.1\r\nHost: lapor.kota.example\r\nX-Forwarded-For: 10.9.8.7\r\n\r\n"
        with socket.create_connection(("127.0.0.1", proxy.plain_port)) as connection:
            connection.sendall(asked.encode())
            assert b"rahasia" not in connection.recv(4096)
    assert proxy.written() == ""


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres_url: str) -> None:
    with running(new_database(postgres_url, template="template0")) as made:
        assert "di luar tarif resmi" in read(made, tell(made)).page.words
