"""`wbs open`: what the pages hand out opens off line; whatever is wrong with it is refused, and nothing is written."""

import io
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.builders import a_report
from tests.cases.desk import Desk, a_desk
from tests.cases.life import HEAD
from tests.conftest import NOW
from tests.people import PASSWORD, member
from tests.staff.office import Browser, words
from wbs.cli import main
from wbs.crypto import passphrase
from wbs.crypto.archive import ArchiveSealer, head_for_person, head_for_words, open_with_key
from wbs.crypto.derivation import Cost
from wbs.crypto.gate import Gate
from wbs.crypto.passphrase import lock_key_file, words_from
from wbs.db import db
from wbs.ledger.entry import Entry
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance

WHAT = "Uang diserahkan di loket dua setiap hari Senin pagi, sebelum antrean dibuka untuk umum."
WORDS = " ".join(words_from(b"seed" * 8, b"token" * 3))
OTHER_WORDS = " ".join(words_from(b"seed" * 8, b"other" * 3))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real costs are asserted in tests/crypto."""
    monkeypatch.setattr(passphrase, "PHRASE_COST", Cost(kib=64, passes=1))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without an installation, and settings that no server would start with."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("WBS_FACE", "nonsense")


def run(*arguments: str, typed: str = WORDS) -> Result:
    return CliRunner().invoke(main, ["open", *arguments], input=f"{typed}\n")


def exports() -> list[Entry]:
    db.session.rollback()
    return [entry for entry in pending_entries("main") if entry.tag == "export:made"]


def shown_words(page: str) -> str:
    return " ".join(piece.partition("<")[0] for piece in page.partition('class="words"')[2].split("<li>")[1:])


def token_of(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


def a_key_file(browser: Browser) -> tuple[bytes, str]:
    page = browser.post("/me/key", password=PASSWORD).text
    answer = browser.post("/me/key/file", token=token_of(page))
    assert answer.status_code == 200
    return answer.data, shown_words(page)


def a_dossier(desk: Desk, to: str) -> bytes:
    fields = {"dialogue": "y", "files": "y", "notes": "y", "purpose": "Rapat."}
    return desk.act(desk.officer, "export", to=to, **fields).data


# What the pages hand out -----------------------------------------------------------------------------------------


def test_a_dossier_opens_with_the_recipients_key_file(app: Flask, instance: Instance) -> None:
    desk = a_desk(app, instance, a_report(what=WHAT)).confirm()
    key, typed = a_key_file(desk.head)
    Path("kasus.wbs").write_bytes(a_dossier(desk, str(member(HEAD).id)))
    Path("kunci.wbskey").write_bytes(key)
    done = run("kasus.wbs", "--key", "kunci.wbskey", typed=typed.upper())
    assert done.exit_code == 0, done.output
    assert WHAT in Path("kasus/report.txt").read_text("utf-8")
    entry = next(one for one in exports() if one.fields["export"] == "dossier_key")
    assert entry.fields["sha256"] in done.output
    assert sha256(Path("kasus/manifest.json").read_bytes()).hexdigest() == entry.fields["sha256"]
    assert stat.S_IMODE(os.stat("kasus").st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path("kasus").iterdir() if path.is_file()} == {0o600}


def test_a_dossier_opens_with_the_words_that_were_shown(app: Flask, instance: Instance) -> None:
    desk = a_desk(app, instance, a_report(what=WHAT)).confirm()
    page = desk.act(desk.officer, "export", to="kata", purpose="Kejaksaan.", dialogue="y").text
    answer = desk.act(desk.officer, "export/words", token=token_of(page), purpose="Kejaksaan.", dialogue="y")
    Path("kasus.wbs").write_bytes(answer.data)
    done = run("kasus.wbs", "--to", "baru", typed=shown_words(page))
    assert done.exit_code == 0 and WHAT in Path("baru/report.txt").read_text("utf-8")
    assert shown_words(page) not in done.output and not Path("baru/notes.txt").exists()


def test_a_key_file_takes_the_password_and_is_in_the_ledger(app: Flask, instance: Instance) -> None:
    desk = a_desk(app, instance)
    for wrong in ("", "salah sekali sandinya"):
        refused = desk.head.post("/me/key", password=wrong)
        assert refused.status_code in (403, 422) and not shown_words(refused.text)
    assert "Kata sandi tidak cocok" in words(refused)
    key, _ = a_key_file(desk.head)
    [entry] = exports()
    assert entry.fields == {"export": "key_file", "sha256": sha256(key).hexdigest()}
    assert entry.by == str(member(HEAD).id)
    assert member(HEAD).identity.seed not in key
    for token in ("", "x", "0" * 31):
        assert desk.head.post("/me/key/file", token=token).status_code == 422


def test_a_key_file_made_without_seeing_words_is_of_no_use(app: Flask, instance: Instance) -> None:
    """An unattended screen: the file can be asked for, its words cannot."""
    desk = a_desk(app, instance)
    stolen = desk.head.post("/me/key/file", token="0" * 32).data
    Path("kunci.wbskey").write_bytes(stolen)
    Path("kasus.wbs").write_bytes(sealed_to_head(instance, {"a.txt": b"x"}))
    assert "tidak cocok dengan berkas kunci" in run("kasus.wbs", "--key", "kunci.wbskey").output


# What is refused ---------------------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes], manifest: object = None, method: int = zipfile.ZIP_STORED) -> bytes:
    listed = [{"name": name, "size": len(data), "sha256": sha256(data).hexdigest()} for name, data in files.items()]
    told = {"v": 1, "format": "wbs dossier", "case": "X", "files": listed} if manifest is None else manifest
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in {"manifest.json": json.dumps(told).encode(), **files}.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def sealed(plain: bytes) -> bytes:
    out = bytearray()
    sealer = ArchiveSealer(head_for_words(WORDS, Gate()), out.extend)
    sealer.write(plain)
    sealer.finish()
    return bytes(out)


def sealed_to_head(instance: Instance, files: dict[str, bytes]) -> bytes:
    out, directory = bytearray(), instance.directory("main", NOW)
    sealer = ArchiveSealer(head_for_person(directory.recipient(member(HEAD).id)), out.extend)
    sealer.write(zipped(files))
    sealer.finish()
    return bytes(out)


GOOD = {"report.txt": b"Laporan.\n", "files/001.jpg": bytes(range(256)) * 1000}


def refused(data: bytes, *arguments: str, typed: str = WORDS) -> str:
    Path("kasus.wbs").write_bytes(data)
    before = sorted(Path().rglob("*"))
    done = run("kasus.wbs", *arguments, typed=typed)
    assert done.exit_code == 1 and not isinstance(done.exception, Exception), done.output
    assert sorted(Path().rglob("*")) == before and "Traceback" not in done.output
    assert list(Path("..").resolve().glob("evil*")) == []
    return done.output


def test_the_good_one_opens(tmp_path: Path) -> None:
    Path("kasus.wbs").write_bytes(sealed(zipped(GOOD)))
    assert run("kasus.wbs").exit_code == 0
    assert Path("kasus/files/001.jpg").read_bytes() == GOOD["files/001.jpg"]
    assert stat.S_IMODE(os.stat("kasus/files").st_mode) == 0o700


def test_what_is_there_is_never_overwritten() -> None:
    Path("kasus").mkdir()
    assert "Folder tujuan sudah ada" in refused(sealed(zipped(GOOD)))
    Path("file").write_text("mine")
    assert "Folder tujuan sudah ada" in refused(sealed(zipped(GOOD)), "--to", "file")
    Path("link").symlink_to("nowhere")
    assert "Folder tujuan sudah ada" in refused(sealed(zipped(GOOD)), "--to", "link")


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.9999])
def test_a_cut_archive_is_refused(keep: float) -> None:
    data = sealed(zipped(GOOD))
    assert "rusak" in refused(data[: int(len(data) * keep)])


@pytest.mark.parametrize("length", [0, 1, 12, 13, 30, 54, 100, 167])
def test_a_head_that_is_cut_is_refused(length: int) -> None:
    assert refused(sealed(zipped(GOOD))[:length])


@pytest.mark.parametrize("at", [60, 170, 260, 70_000, -114, -1])
def test_one_changed_bit_is_refused(at: int) -> None:
    data = bytearray(sealed(zipped(GOOD)))
    data[at] ^= 1
    assert "rusak" in refused(bytes(data))


def test_chunks_and_heads_of_two_archives_do_not_mix() -> None:
    one, other = sealed(zipped(GOOD)), sealed(zipped(GOOD))
    assert "rusak" in refused(one[:167] + other[167:])
    chunk = 65_552
    start = 167 + 65
    first, second = one[start : start + chunk], one[start + chunk : start + 2 * chunk]
    assert "rusak" in refused(one[:start] + second + first + one[start + 2 * chunk :])
    assert "rusak" in refused(one + b"\0")


def test_another_version_and_another_thing_are_told_apart_from_damage() -> None:
    data = bytearray(sealed(zipped(GOOD)))
    data[12] = 2
    for other in (bytes(data), b"PK\3\4" + bytes(500), b"", data[:13] + b"\x09" + data[14:]):
        assert "bukan berkas kasus WBS" in refused(bytes(other))
    assert "versi WBS yang lain" in refused(sealed(zipped({}, {"v": 2, "format": "wbs dossier", "files": []})))


def test_wrong_words_are_told_without_repeating_them() -> None:
    data = sealed(zipped(GOOD))
    assert "tidak cocok dengan berkas ini" in refused(data, typed=OTHER_WORDS)
    assert "yang Anda tulis 7" in refused(data, typed=" ".join(WORDS.split()[:7]))
    slip = refused(data, typed=" ".join([*WORDS.split()[:4], "qwerty", *WORDS.split()[5:]]))
    assert "Kata ke-5" in slip and "qwerty" not in slip


def test_another_persons_archive_is_refused(instance: Instance) -> None:
    data = sealed_to_head(instance, GOOD)
    assert "--key" in refused(data)
    stranger = member("irban.irbanko_timur").identity
    Path("kunci").write_bytes(lock_key_file(stranger, WORDS, Gate()))
    assert "tidak tersegel untuk kunci itu" in refused(data, "--key", "kunci")
    mine = lock_key_file(member(HEAD).identity, WORDS, Gate())
    for broken in (b"", mine[:60], mine[:-1], mine[:20] + b"\0" + mine[21:], b"x" * 5000, mine[:41] + b"\xff" * 8):
        Path("kunci").write_bytes(broken)
        assert "berkas kunci" in refused(data, "--key", "kunci")
    Path("kunci").write_bytes(mine)
    Path("kasus.wbs").write_bytes(data)
    assert run("kasus.wbs", "--key", "kunci").exit_code == 0


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "../evil.txt", "/tmp/evil.txt", "a/../../evil.txt", "files/../../evil.txt", "C:\\evil.txt",
        "..\\evil.txt", "a/b/evil.txt", "", ".", "..", ".hidden", "evil", "e\nvil.txt", "evil.txt/", "nul.txt",
        "files/con.txt", "e\u202evil.txt", "EVIL.txt", "-rf.txt", "a" * 300 + ".txt", "files/.ssh.txt",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert "Tidak ada yang ditulis" in refused(sealed(zipped({name: b"x"})))


def entries_twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        out = io.BytesIO(zipped(GOOD))
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("report.txt", b"lain")
        return out.getvalue()


def a_link() -> bytes:
    out = io.BytesIO(zipped({}, {"v": 1, "format": "wbs dossier", "files": [
        {"name": "evil.txt", "size": 11, "sha256": sha256(b"/etc/passwd").hexdigest()}]}))  # fmt: skip
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("evil.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
    return out.getvalue()


def lying_size() -> bytes:
    """The directory of the archive says 3 GB for one entry."""
    data = bytearray(zipped(GOOD))
    at = data.rindex(b"PK\1\2")
    data[at + 20 : at + 28] = struct.pack("<II", 3_000_000_000, 3_000_000_000)
    return bytes(data)


STRANGE: dict[str, Callable[[], bytes]] = {
    "no archive": lambda: b"just bytes",
    "empty": lambda: b"",
    "no manifest": lambda: zipped(GOOD).replace(b"manifest.json", b"manifess.json"),
    "packed": lambda: zipped({"report.txt": bytes(1_000_000)}, method=zipfile.ZIP_DEFLATED),
    "twice": entries_twice,
    "lying size": lying_size,
    "manifest is a list": lambda: zipped({}, []),
    "manifest without files": lambda: zipped({}, {"v": 1, "format": "wbs dossier"}),
    "manifest deep": lambda: zipped({"a.txt": b"x"}).replace(b'{"v": 1', b"[[[[[[["),
    "unlisted": lambda: zipped(GOOD, {"v": 1, "format": "wbs dossier", "files": []}),
    "listed only": lambda: zipped({}, {"v": 1, "format": "wbs dossier", "files": [{"name": "a.txt"}]}),
    "other hash": lambda: zipped({"a.txt": b"x"}, {"v": 1, "format": "wbs dossier", "files": [
        {"name": "a.txt", "size": 1, "sha256": "0" * 64}]}),
    "swapped": lambda: zipped({"a.txt": b"1", "b.txt": b"2"}, {"v": 1, "format": "wbs dossier", "files": [
        {"name": "a.txt", "size": 1, "sha256": sha256(b"2").hexdigest()},
        {"name": "b.txt", "size": 1, "sha256": sha256(b"1").hexdigest()}]}),
    "manifest lists itself": lambda: zipped({}, {"v": 1, "format": "wbs dossier", "files": [
        {"name": "manifest.json", "size": 1, "sha256": "0" * 64}]}),
}  # fmt: skip


@pytest.mark.parametrize("plain", STRANGE.values(), ids=STRANGE)
def test_what_we_did_not_make_is_refused(plain: Callable[[], bytes]) -> None:
    assert "Tidak ada yang ditulis" in refused(sealed(plain()))


def test_a_link_is_written_as_a_plain_file() -> None:
    Path("kasus.wbs").write_bytes(sealed(a_link()))
    done = run("kasus.wbs")
    assert done.exit_code == 0 and not Path("kasus/evil.txt").is_symlink()


def test_a_cost_that_would_exhaust_the_reader_is_refused() -> None:
    data = bytearray(sealed(zipped(GOOD)))
    data[46:50] = (0xFFFFFFFF).to_bytes(4, "big")
    assert "rusak" in refused(bytes(data))


def test_a_hostile_manifest_says_nothing_to_the_terminal() -> None:
    plain = zipped({}, {"v": 1, "format": "wbs dossier", "case": "\x1b[2J\r\nAMAN", "files": []})
    Path("kasus.wbs").write_bytes(sealed(plain))
    done = run("kasus.wbs")
    assert done.exit_code == 0 and "\x1b" not in done.output and "\r" not in done.output


def test_the_stream_of_an_archive_is_bound_to_its_head(instance: Instance) -> None:
    data = sealed_to_head(instance, GOOD)
    archive = open_with_key(lambda at, length: [data[at : at + length]], len(data), member(HEAD).identity)
    assert b"".join(archive.whole()) == zipped(GOOD)
