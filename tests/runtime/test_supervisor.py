"""One command, several processes: they live together, come back, and die together."""

import http.client
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.runtime.conftest import Running, Start, is_alive, wait_until
from tests.runtime.tiny import CANARY
from wbs.runtime.process import STOP_WITH_PARENT

ALL = 5  # redis, worker, scheduler, gunicorn's master and its worker; and one more while a job is done


@pytest.fixture
def running(start: Start) -> Running:
    """A tiny installation, all of it up and the first tick done."""
    return all_up(start())


@pytest.fixture(scope="module")
def steady(start_once: Start) -> Running:
    """The same for all tests that leave it as it is."""
    return all_up(start_once())


def all_up(installation: Running) -> Running:
    wait_until(lambda: everything_runs(installation))
    return installation


def everything_runs(running: Running) -> bool:
    return running.is_up() and len(running.children()) >= ALL and running.marks("tick") > 0


def test_it_tells_nobody_what_it_is_and_forgets_who_asked(steady: Running) -> None:
    answer = steady.get("GET / HTTP/1.1")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"\r\nServer:" not in answer
    assert b"gunicorn" not in answer
    assert answer.endswith(b"alive '' 'http://x/'")


def test_what_a_proxy_could_say_is_believed_of_nobody(steady: Running) -> None:
    for header in ("SCRIPT_NAME: /x", "PATH_INFO: /fail", "REMOTE_USER: x", "X-Forwarded-Proto: ftp"):
        assert steady.get(f"GET / HTTP/1.1\r\n{header}").endswith(b"alive '' 'http://x/'")


def test_a_body_comes_as_a_stream(steady: Running) -> None:
    assert steady.get("POST /sum HTTP/1.1", b"x" * 3_000_000).endswith(b"\r\n\r\n3000000")


def test_connections_that_were_left_open_and_closed_again_do_not_count(steady: Running) -> None:
    for _ in range(520):  # more than it takes at once
        visitor = http.client.HTTPConnection("127.0.0.1", steady.port, timeout=30)
        visitor.request("GET", "/")
        assert visitor.getresponse().read().startswith(b"alive")
        visitor.close()


def test_a_request_that_cannot_be_read_is_refused_and_not_repeated(steady: Running) -> None:
    for request, status in [
        (f"GET /{CANARY}{'x' * 9000} HTTP/1.1", b"414"),
        (f"GET / HTTP/1.1\r\nX: {CANARY}{'x' * 9000}", b"431"),
        (f"GET / {CANARY}", b"400"),
    ]:
        answer = steady.get(request)
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert CANARY.encode() not in answer
    log = (steady.var / "log").read_text()
    assert "LimitRequestLine" in log
    assert CANARY not in log
    assert "ip=" not in log


def test_an_error_of_the_application_is_logged_by_class_and_place(steady: Running) -> None:
    assert steady.get("GET /fail HTTP/1.1").startswith(b"HTTP/1.1 500")
    log = (steady.var / "log").read_text()
    assert "RuntimeError at" in log
    assert CANARY not in log
    assert "Traceback" not in log


def test_kill_9_of_the_parent_leaves_no_process(running: Running) -> None:
    running.process.kill()
    wait_until(lambda: not running.children())
    assert len(running.seen) >= ALL  # and whatever job was being done


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_everything_stops(running: Running, number: signal.Signals) -> None:
    running.process.send_signal(number)
    assert running.process.wait() == 0
    assert running.children() == []


def test_told_to_stop_it_still_answers_what_it_had_begun_to_read(running: Running) -> None:
    visitor = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    for _ in range(2):  # over one connection, which stays open
        visitor.request("POST", "/sum", body=b"1234")
        assert visitor.getresponse().read() == b"4"
    with visitor.sock as sender:
        sender.sendall(b"POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12")
        time.sleep(0.2)
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        sender.sendall(b"34")
        answer = b"".join(iter(lambda: sender.recv(65_536), b""))
    assert answer.endswith(b"\r\n\r\n4")
    assert running.process.wait() == 0


def test_who_dies_comes_back_and_the_work_goes_on(running: Running) -> None:
    first = running.children()
    for child in first:
        with suppress(psutil.NoSuchProcess):  # a job that is done by now
            child.kill()
    wait_until(lambda: not any(is_alive(child) for child in first) and everything_runs(running))
    before = running.marks("tick")
    wait_until(lambda: running.marks("tick") > before)


def test_a_redis_from_outside_is_used_and_none_is_started(start: Start, redis_path: Path) -> None:
    running = start(f"unix://{redis_path}")
    wait_until(lambda: running.marks("tick") > 0)
    wait_until(lambda: len(running.children()) == ALL - 1)


def test_a_second_one_on_the_same_port_says_so_and_starts_nothing(steady: Running, start: Start) -> None:
    second = start(port=steady.port)
    assert second.process.wait() != 0
    assert "AddressInUse" in (second.var / "log").read_text()
    assert everything_runs(steady)


def test_no_process_leaves_a_core(steady: Running) -> None:
    for process in [psutil.Process(steady.process.pid), *steady.children()]:
        with suppress(psutil.NoSuchProcess):  # a job that is done by now
            assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)


def test_under_make_everything_stops_when_make_is_gone(start: Start) -> None:
    make = (sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])")
    running = start(under=make, **{STOP_WITH_PARENT: "1"})
    wait_until(lambda: running.is_up() and len(running.children()) >= ALL + 1)
    running.process.kill()
    wait_until(lambda: not running.children())
