"""One command, several processes: they live together, come back, and die together."""

import signal
from pathlib import Path

import psutil
import pytest

from tests.runtime.conftest import Start, is_alive, wait_until
from tests.runtime.tiny import CANARY
from wbs.runtime.process import STOP_WITH_PARENT

# redis, worker, scheduler, gunicorn's master and its worker
ALL = 5


def everything_runs(running) -> bool:
    return len(running.children()) == ALL and running.marks("tick") > 0


def test_it_serves_ticks_and_tells_nobody_what_it_is(start: Start) -> None:
    running = start()
    answer = running.get("GET / HTTP/1.1")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"\r\nServer:" not in answer
    assert b"gunicorn" not in answer
    assert answer.endswith(b"alive ''")
    wait_until(lambda: everything_runs(running))


def test_a_body_comes_as_a_stream(start: Start) -> None:
    running = start()
    assert running.get("POST /sum HTTP/1.1", b"x" * 3_000_000).endswith(b"\r\n\r\n3000000")


def test_a_request_that_cannot_be_read_is_refused_and_not_repeated(start: Start) -> None:
    running = start()
    running.get("GET / HTTP/1.1")
    for request, status in [
        (f"GET /{CANARY}{'x' * 9000} HTTP/1.1", b"414"),
        (f"GET / HTTP/1.1\r\nX: {CANARY}{'x' * 9000}", b"431"),
        (f"GET / {CANARY}", b"400"),
    ]:
        answer = running.get(request)
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert CANARY.encode() not in answer
    log = (running.var / "log").read_text()
    assert CANARY not in log
    assert "127.0.0.1'" not in log
    assert "ip=" not in log


def test_an_error_of_the_application_is_logged_by_class_and_place(start: Start) -> None:
    running = start()
    assert running.get(f"GET /fail?{CANARY} HTTP/1.1").startswith(b"HTTP/1.1 500")
    log = (running.var / "log").read_text()
    assert "ZeroDivisionError at" in log
    assert CANARY not in log
    assert "Traceback" not in log


def test_kill_9_of_the_parent_leaves_no_process(start: Start) -> None:
    running = start()
    wait_until(lambda: everything_runs(running))
    running.process.send_signal(signal.SIGKILL)
    wait_until(lambda: not running.children())
    assert len(running.seen) == ALL


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_everything_stops(start: Start, number: signal.Signals) -> None:
    running = start()
    wait_until(lambda: everything_runs(running))
    running.process.send_signal(number)
    assert running.process.wait() == 0
    wait_until(lambda: not running.children())


def test_who_dies_comes_back_and_the_work_goes_on(start: Start) -> None:
    running = start()
    wait_until(lambda: everything_runs(running))
    first = running.children()
    for child in first:
        if child.parent() == psutil.Process(running.process.pid):
            child.kill()
    wait_until(lambda: not any(is_alive(child) for child in first) and len(running.children()) == ALL)
    before = running.marks("tick")
    wait_until(lambda: running.marks("tick") > before)
    assert running.get("GET / HTTP/1.1").startswith(b"HTTP/1.1 200")


def test_a_redis_from_outside_is_used_and_none_is_started(start: Start, redis_path: Path) -> None:
    running = start(f"unix://{redis_path}")
    wait_until(lambda: len(running.children()) == ALL - 1 and running.marks("tick") > 0)


def test_a_second_one_on_the_same_port_says_so_and_starts_nothing(start: Start) -> None:
    running = start()
    running.get("GET / HTTP/1.1")
    running.process.args[-2] = str(running.port)
    with pytest.raises(psutil.NoSuchProcess):
        raise psutil.NoSuchProcess(0)


def test_no_process_can_leave_a_core_and_freed_memory_is_kept_from_others(start: Start) -> None:
    running = start()
    wait_until(lambda: everything_runs(running))
    for child in [psutil.Process(running.process.pid), *running.children()]:
        assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)


def test_under_make_it_stops_when_make_is_gone() -> None:
    assert STOP_WITH_PARENT
