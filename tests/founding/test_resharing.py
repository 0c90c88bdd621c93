"""A holder of a share is lost: the others come together, and new shares of the same key are handed out."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.founding.settling import Settled, secret_on, sheets_called
from tests.founding.test_recovering import rebuilt
from wbs.cli import main
from wbs.founding import resharing
from wbs.founding.ceremony import Ceremony
from wbs.founding.quorum import BadShare, Gathering
from wbs.ledger.read import pending_entries

HOLDERS = ("Inspektur", "Kepala Bagian Hukum", "Arsiparis")
OPTIONS = [word for holder in HOLDERS for word in ("--holder", holder)]


def run(settled: Settled, folder: Path, *words: str, said: str = "") -> Result:
    command = ["reshare", "--sheets", str(folder), *words]
    return CliRunner().invoke(main, command, obj=settled.instance.settings, input=said)


def typed(ceremony: Ceremony, realm: str) -> str:
    """Two shares, as two holders type them."""
    return "".join(f"{secret_on(sheet)}\n" for sheet in sheets_called(ceremony, f"pemulihan-{realm}")[:2])


def test_new_shares_make_the_same_key_and_do_not_mix_with_the_old(settled: Settled, ceremony: Ceremony) -> None:
    identity, old = rebuilt(ceremony), secret_on(sheets_called(ceremony, "pemulihan-main")[0])
    new = [secret_on(sheet) for sheet in resharing.reshare(identity, "main", 2, HOLDERS)]
    gathering = Gathering()
    assert gathering.add(new[2]) == 1
    with pytest.raises(BadShare, match="pembagian lain"):
        gathering.add(old)
    assert gathering.add(new[0]) == 0 and gathering.rebuild().public_key == identity.public_key


def test_the_command_asks_for_a_quorum_and_notes_it(settled: Settled, ceremony: Ceremony, tmp_path: Path) -> None:
    said = typed(ceremony, "main")
    done = run(settled, tmp_path / "baru", "--realm", "main", "--threshold", "2", *OPTIONS, said=said)
    assert done.exit_code == 0 and "3 potongan baru" in done.output, done.output
    assert not any(share in done.output for share in said.splitlines())
    assert len([*(tmp_path / "baru").iterdir()]) == 3
    (entry,) = [one for one in pending_entries("main") if one.tag == "key:rotated"]
    assert entry.fields == {"key": "recovery_shares", "number": 3}


def test_the_key_of_the_other_realm_is_refused(settled: Settled, ceremony: Ceremony, tmp_path: Path) -> None:
    said = typed(ceremony, "bypass")
    done = run(settled, tmp_path / "baru", "--realm", "main", "--threshold", "2", *OPTIONS, said=said)
    assert done.exit_code == 1 and "bukan kunci pemulihan jalur main" in done.output
    assert not (tmp_path / "baru").exists() and not [*pending_entries("main")]


@pytest.mark.parametrize(
    ("realm", "threshold", "holders", "said"),
    [
        ("main", "1", HOLDERS, "Ambang paling sedikit 2"), ("main", "4", HOLDERS, "Ambang paling sedikit 2"),
        ("main", "2", ("Inspektur", "inspektur"), "satu kali"),
        ("main", "2", ("A", "Edwin Kurniawan"), "Administrator"),
        ("main", "2", ("A", "Pranata komputer"), "Administrator"),
        ("bypass", "2", ("A", "Chairul Effendi"), "bukan orang jalur utama"),
    ],
)  # fmt: skip
def test_whoever_may_not_hold_one_is_refused_before_a_share_is_typed(
    settled: Settled, tmp_path: Path, realm: str, threshold: str, holders: tuple[str, ...], said: str
) -> None:
    words = [word for holder in holders for word in ("--holder", holder)]
    done = run(settled, tmp_path / "baru", "--realm", realm, "--threshold", threshold, *words)
    assert done.exit_code == 1 and said in done.output and "Masukkan potongan" not in done.output
