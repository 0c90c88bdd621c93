"""Facet records: written by a process that cannot read them back, opened in order by oversight."""

import os

import pytest

from wbs.crypto.failures import Unreadable
from wbs.crypto.ratchet import Epochs, Ratchet, open_facet, record_keys, seal_facet


def test_oversight_finds_every_record_from_the_first_state() -> None:
    ratchet = Ratchet()
    first = ratchet.first
    written = [ratchet.step() for _ in range(20)]
    read = [next(found) for found in [record_keys(first)] for _ in range(20)]
    assert [(tag, key) for key, tag in written] == read


def test_the_state_only_moves_forward() -> None:
    ratchet = Ratchet()
    states = {ratchet.first}
    for _ in range(100):
        key, tag = ratchet.step()
        assert key not in states and tag not in states
        states |= {ratchet.first, key, tag}
    assert len(states) == 301


def test_records_have_one_size_and_one_place() -> None:
    key, _ = Ratchet().step()
    short, long = seal_facet(key, b"a", "main"), seal_facet(key, b"a" * 500, "main")
    assert len(short) == len(long)
    assert open_facet(key, short, "main") == b"a"
    with pytest.raises(Unreadable):
        open_facet(key, short, "bypass")
    with pytest.raises(ValueError, match="too long"):
        seal_facet(key, b"a" * 600, "main")


def test_an_epoch_is_sealed_once_and_not_shared_with_a_child() -> None:
    epochs, sealed = Epochs(), []

    def seal_first(first: bytes, epoch_id) -> bytes:
        sealed.append(epoch_id)
        return first

    one, two = epochs.step("main", seal_first), epochs.step("main", seal_first)
    assert one.epoch.id == two.epoch.id and one.key != two.key and sealed == [one.epoch.id]
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, epochs.step("main", seal_first).epoch.id.bytes)
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 16) != one.epoch.id.bytes
    os.close(reader)
    os.close(writer)


def test_a_machine_set_back_repeats_its_keys_and_no_nonce() -> None:
    first = Ratchet().first
    (one, tag), (again, same_tag) = Ratchet(first).step(), Ratchet(first).step()
    assert (one, tag) == (again, same_tag)
    sealed = {seal_facet(one, plain, "main", tag)[:13] for plain in (b"before", b"after")}
    assert len(sealed) == 2 and {nonce[:1] for nonce in sealed} == {b"\x03"}
