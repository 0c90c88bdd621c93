"""The queue: jobs make their way through a real Redis, and leave nothing there."""

import json
import os
import signal
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from redis import Redis

from tests.logs import logged_to
from tests.runtime.conftest import is_alive, wait_until
from tests.runtime.tiny import CANARY, ROW, TinyInstance, build
from wbs.config import Settings
from wbs.runtime import queue
from wbs.runtime.queue import HouseJob, connect, enqueue, enqueue_once, house_worker, run_here
from wbs.runtime.schedule import Duty
from wbs.worker import set_app

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def duty(function: str, at_start: bool = True) -> Duty:
    return Duty(function, lambda moment: moment + timedelta(minutes=1), at_start, timedelta(minutes=5))


@pytest.fixture
def client(redis_path: Path, tmp_path: Path, own_signals: None) -> Iterator[Redis]:
    set_app(build(Settings(tmp_path, "")))
    with connect(f"unix://{redis_path}") as connection:
        yield connection


def everything_in(client: Redis) -> bytes:
    """All keys and values as one text, and all that inflates inflated."""
    readers: dict[bytes, Any] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"stream": client.xrange,
    }
    return b"\n".join(
        part for key in client.scan_iter() for part in (key, *flat(readers[client.type(key)](key)))
    )


def flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
        try:
            yield zlib.decompress(value)
        except zlib.error:
            return
    elif isinstance(value, dict):
        yield from flat([*value.items()])
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from flat(part)


def test_a_job_is_json_and_names_a_function_only(client: Redis) -> None:
    job = enqueue(client, duty("release_tick"))
    stored = client.hgetall(job.key)
    assert json.loads(zlib.decompress(stored[b"data"])) == ["wbs.worker.release_tick", None, [], {}]
    assert stored[b"description"] == b"release_tick"


def test_a_job_is_done_and_nothing_is_left_of_it(client: Redis, tmp_path: Path) -> None:
    jobs = [enqueue(client, duty(function)) for function in ("release_tick", "deliver", "sweep_night")]
    assert house_worker(client).work(burst=True)
    assert (tmp_path / "tick").exists()
    assert (tmp_path / "night").exists()
    left = everything_in(client)
    assert CANARY.encode() not in left
    assert ROW.encode() not in left
    assert [job for job in jobs if client.exists(job.key)] == []
    assert list(client.scan_iter("rq:results:*")) == []


def test_a_failure_is_logged_by_id_and_place_alone(client: Redis, tmp_path: Path) -> None:
    with logged_to(tmp_path / "log") as log:
        enqueue(client, duty("deliver"))
        house_worker(client).work(burst=True)
    assert f"job deliver failed: {ROW}" in log.read_text()
    assert "betray failed: RuntimeError at" in log.read_text()
    assert CANARY not in log.read_text()


@dataclass(frozen=True)
class Deadly(TinyInstance):
    """Its tick does not end before somebody ends it; its night ends the process at once."""

    @property
    def on_tick(self) -> tuple:
        return (Deadly.wait,)

    def wait(self, now: datetime) -> None:
        (self.settings.var_dir / "job").symlink_to(str(os.getpid()))
        time.sleep(60)

    @property
    def on_night(self) -> tuple:
        return (lambda instance, now: os.kill(os.getpid(), signal.SIGKILL),)

    @property
    def on_delivery(self) -> tuple:
        return (lambda instance, now: instance.mark("delivered"),)


@pytest.fixture
def deadly(client: Redis, tmp_path: Path) -> None:
    app = build(Settings(tmp_path, ""))
    app.extensions["wbs"] = Deadly(Settings(tmp_path, ""))
    set_app(app)


@pytest.mark.usefixtures("deadly")
def test_a_job_that_dies_takes_no_other_with_it(client: Redis, tmp_path: Path) -> None:
    jobs = [enqueue(client, duty("sweep_night")), enqueue(client, duty("deliver"))]
    assert house_worker(client).work(burst=True)
    assert (tmp_path / "delivered").exists()
    assert [job for job in jobs if client.exists(job.key)] == []


@pytest.mark.usefixtures("deadly")
def test_a_job_ends_with_its_worker(client: Redis, redis_path: Path, tmp_path: Path) -> None:
    """Else two would be at the same work after a worker was killed."""
    worker = os.fork()
    if not worker:
        queue.work(f"unix://{redis_path}")
        os._exit(1)
    try:
        enqueue(client, duty("release_tick"))
        wait_until((tmp_path / "job").is_symlink)
        job = psutil.Process(int((tmp_path / "job").readlink().name))
        assert job.ppid() == worker
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    wait_until(lambda: not is_alive(job))


def test_the_scheduler_keeps_its_own_moments(client: Redis) -> None:
    missed, later = HouseJob(duty("release_tick")), HouseJob(duty("deliver", at_start=False))
    assert missed.should_run()
    assert not later.should_run()
    missed.set_enqueue_time(NOW)
    assert missed.next_enqueue_time == NOW + timedelta(minutes=1)


def test_what_the_scheduler_enqueues_leaves_no_history(client: Redis) -> None:
    job = HouseJob(duty("release_tick")).enqueue(client)
    assert set(client.scan_iter()) == {job.key.encode(), b"rq:queue:wbs", b"rq:queues"}


def test_of_several_schedulers_one_puts_a_moment_into_the_queue(client: Redis) -> None:
    due = duty("release_tick")
    asked = [(NOW, True), (NOW, False), (NOW - timedelta(minutes=1), False), (NOW + timedelta(minutes=1), True)]
    assert [enqueue_once(client, due, moment) for moment, _ in asked] == [is_first for _, is_first in asked]
    assert enqueue_once(client, duty("deliver"), NOW)
    assert client.llen("rq:queue:wbs") == 3


def test_without_a_queue_the_same_work_is_done_here(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    set_app(build(Settings(tmp_path, "")))
    for function in ("release_tick", "deliver", "sweep_night"):
        run_here(duty(function))
    assert (tmp_path / "tick").exists()
    assert f"job deliver failed: {ROW}" in caplog.text
    assert CANARY not in caplog.text


def test_a_silent_redis_is_soon_given_up() -> None:
    settings = connect("redis://127.0.0.1:1/0").connection_pool.connection_kwargs
    assert settings["socket_connect_timeout"] + settings["socket_timeout"] < queue.WORKER_TTL
    assert settings["retry"].get_retries() == 0


def test_a_scheduler_that_is_told_to_stop_after_redis_began_anew_just_ends(redis_path: Path, client: Redis) -> None:
    asked: list[datetime] = []

    def stopping(moment: datetime) -> datetime:
        asked.append(moment)
        if len(asked) > 1:  # the first question comes before the scheduler listens
            client.flushall()
            os.kill(os.getpid(), signal.SIGTERM)
        return moment

    queue.schedule(f"unix://{redis_path}", (Duty("release_tick", stopping, False, timedelta(minutes=5)),))
    assert len(asked) == 2
