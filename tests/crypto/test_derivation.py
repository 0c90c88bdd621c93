"""Costs that an attacker pays, and a queue that cannot grow without end."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from wbs.config import Settings
from wbs.crypto import derivation
from wbs.crypto.derivation import CODE_COST, Cost, stretch
from wbs.crypto.failures import Busy
from wbs.crypto.gate import Gate


def test_what_a_code_costs() -> None:
    assert (CODE_COST.kib, CODE_COST.passes, CODE_COST.lanes) == (19 * 1024, 2, 1)
    assert Settings.__dataclass_fields__["derivation_kib"].default == CODE_COST.kib


def test_what_a_password_costs() -> None:
    """The tests themselves run with less, so the source is asked."""
    from pathlib import Path

    source = (Path(__file__).parents[2] / "wbs" / "crypto" / "derivation.py").read_text()
    assert "PASSWORD_COST = Cost(kib=64 * 1024, passes=3)" in source


@pytest.mark.parametrize("secret", [b"", b"kode", bytes(range(256))])
@pytest.mark.parametrize("cost", [Cost(64, 1), Cost(1024, 3)])
def test_both_libraries_derive_the_same(secret: bytes, cost: Cost) -> None:
    """An installation with a salt of 32 bytes goes on with the one, a new one with the other."""
    salt = bytes(range(16))
    assert derivation._with_sodium(secret, salt, cost) == derivation._with_openssl(secret, salt, cost)
    assert stretch(secret, salt, cost, Gate()).key == derivation._with_openssl(secret, salt, cost)
    assert stretch(secret, salt * 2, cost, Gate()).key == derivation._with_openssl(secret, salt * 2, cost)


def test_labels_and_peppers_part_what_is_derived() -> None:
    stretched = stretch(b"kode", bytes(16), Cost(64, 1), Gate())
    keys = {stretched.under(pepper, label) for pepper in (b"a" * 32, b"b" * 32) for label in ("locate", "open")}
    assert len(keys) == 4


def test_one_too_many_is_told_at_once() -> None:
    gate, inside, leave = Gate(at_once=1, waiting=0), threading.Event(), threading.Event()

    def hold() -> bytes:
        inside.set()
        leave.wait(5)
        return b"done"

    with ThreadPoolExecutor(1) as others:
        holder = others.submit(gate.run, hold)
        inside.wait(5)
        with pytest.raises(Busy):
            gate.run(bytes)
        leave.set()
        assert holder.result() == b"done"
    assert gate.run(bytes) == b""


def test_a_gate_that_was_used_before_a_fork_works_after_it() -> None:
    gate = Gate()
    assert gate.run(lambda: b"parent") == b"parent"
    process = multiprocessing.get_context("fork").Process(target=gate.run, args=(bytes,))
    process.start()
    process.join(10)
    assert process.exitcode == 0
