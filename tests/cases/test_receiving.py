"""Files while they arrive: sealed at once, refused in words, and gone when nobody takes them."""

import hashlib
from dataclasses import replace

import pytest

from wbs.cases.receiving import PROBLEMS, Arrival, Reception, read_part, told
from wbs.staff.instance import Instance
from wbs.store import StoreDown, StoreFull


def arrive(instance: Instance, content: bytes, name: str = "foto.jpg") -> Arrival:
    arrival = Arrival(instance.store, name, most_bytes=1_000_000)
    for start in range(0, len(content), 7_000):
        arrival.write(content[start : start + 7_000])
    arrival.seek(0)
    return arrival


def stored(instance: Instance) -> list[str]:
    return [name for name, *_ in instance.store.blobs()]


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 65_536, 300_001])
def test_what_arrives_is_sealed_and_opens_again(instance: Instance, size: int) -> None:
    content = b"\xff\xd8\xff" + bytes(size)
    arrival = arrive(instance, content)
    assert arrival.problem == "" and arrival.kind.key == "jpeg" and arrival.read() == b""
    part = arrival.finish()
    assert (part.size, part.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert b"".join(read_part(instance.store, part)) == content
    assert part.blob.size == instance.store.size(part.blob.name) > len(content)
    arrival.abort()
    assert stored(instance) == [part.blob.name]


@pytest.mark.parametrize(("content", "name", "problem"), [
    (b"", "kosong.jpg", "empty"),
    (bytes(1_000_001), "besar.bin", "too_large"),
    (b"MZ" + bytes(9_000), "foto.jpg", "forbidden"),
    (b"#!/bin/sh\n", "catatan.txt", "forbidden"),
])  # fmt: skip
def test_what_is_refused_leaves_nothing(instance: Instance, content: bytes, name: str, problem: str) -> None:
    arrival = arrive(instance, content, name)
    assert arrival.problem == problem and arrival.size == len(content)
    assert stored(instance) == []
    with pytest.raises(ValueError, match="whole"):
        arrival.finish()
    assert told(problem, instance.settings)


def test_a_file_cut_off_is_not_taken_and_leaves_nothing(instance: Instance) -> None:
    arrival = Arrival(instance.store, "foto.jpg", 1_000_000)
    arrival.write(bytes(100_000))
    with pytest.raises(ValueError, match="whole"):
        arrival.finish()
    assert stored(instance)
    arrival.abort()
    arrival.abort()
    assert stored(instance) == []


@pytest.mark.parametrize(("error", "problem"), [(StoreFull, "full"), (StoreDown, "down")])
def test_a_store_that_refuses_is_told(instance: Instance, error: type[Exception], problem: str) -> None:
    class Refusing:
        def begin(self) -> None:
            raise error

    arrival = Arrival(Refusing(), "foto.jpg", 1_000_000)  # type: ignore[arg-type]
    arrival.write(bytes(10_000))
    arrival.seek(0)
    assert arrival.problem == problem


def test_some_requests_at_once_bring_files_and_others_are_told(instance: Instance) -> None:
    reception = Reception(instance.store, replace(instance.settings, threads=6))
    first, second, third = (reception.visit() for _ in range(3))
    assert [visit.receive("a").problem for visit in (first, second, third)] == ["", "", "busy"]
    for visit in (first, first, third):
        visit.leave()
    assert reception.visit().receive("a").problem == ""
    assert reception.visit().receive("a").problem == "busy"


def test_more_than_so_many_files_are_told_one_by_one(instance: Instance) -> None:
    visit = Reception(instance.store, replace(instance.settings, most_files=2)).visit()
    assert [visit.receive("a").problem for _ in range(4)] == ["", "", "too_many", "too_many"]


def test_leaving_takes_what_nobody_took(instance: Instance) -> None:
    visit = Reception(instance.store, instance.settings).visit()
    kept, left, cut = (visit.receive(name) for name in "abc")
    for arrival in (kept, left, cut):
        arrival.write(b"Halo, ini sebuah catatan.")
    kept.seek(0)
    left.seek(0)
    part = kept.finish()
    visit.leave()
    assert stored(instance) == [part.blob.name]


def test_every_problem_has_words(instance: Instance) -> None:
    for key in PROBLEMS:
        assert "%" not in told(key, instance.settings)


def test_names_lose_their_folders_and_controls(instance: Instance) -> None:
    assert Arrival(instance.store, "..\\..\\C:/etc/pass\0wd\n.jpg", 1).name == "passwd .jpg"
