"""One parent, several children: builds the application once, forks, restarts who dies, stops all together.

The parent never serves, never connects and has no threads, so a child can be forked from it at any time. Signals
are blocked and waited for, not handled: nothing can happen between two lines.
"""

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from wbs import clock
from wbs.config import Settings
from wbs.runtime import queue, redis_server, web
from wbs.runtime.application import Build, close_connections
from wbs.runtime.process import die_with_parent, keep_memory_private, return_freed_memory, stop_with_parent_if_asked
from wbs.runtime.quiet import where
from wbs.runtime.schedule import duties
from wbs.watching.counting import Answers
from wbs.watching.listening import Watch, bound
from wbs.worker import set_app

log = logging.getLogger(__name__)

STOPS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
WATCHED = STOPS | {signal.SIGCHLD}
PATIENCE_SECONDS = 3.0  # for children to stop by themselves
STEADY_SECONDS = 30.0  # a child that lived so long is restarted at once
LONGEST_PAUSE_SECONDS = 15.0


@dataclass
class Child:
    """One process: what it runs, and how it fared."""

    name: str
    run: Callable[[], None]
    stops_last: bool = False  # others need it until they have stopped
    pid: int = 0
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0  # when to start it (monotonic)


def serve(settings: Settings, build: Build) -> None:
    """Runs an installation until SIGTERM or Ctrl-C. Raises web.AddressInUse before anything is started.

    A face of its own (public, staff) is the web alone: its worker and scheduler are other services, with other keys.
    """
    stop_with_parent_if_asked()
    keep_memory_private()
    listener = web.listen(settings)
    second = bound(settings)
    watched = web.listen_at(*second) if second else None
    app = build(settings)
    set_app(app)
    close_connections(app)
    answers = Answers(lambda: clock.day_of(clock.now(), settings.zone))
    beside = (Watch(app, answers, clock.now), watched) if watched else None
    children = [Child("web", partial(web.run, app, settings, listener, beside))]
    if settings.face == "both":
        children += background(settings)  # after the web: somebody is waiting for its first page
    return_freed_memory()
    gc.freeze()  # the children share what is built: no collection touches, and so copies, its pages
    log.info("serving %s, stop with Ctrl-C", settings.public_url)
    watch(children)


def background(settings: Settings) -> list[Child]:
    """Queue, worker and scheduler; without any Redis, one worker that polls."""
    jobs = duties(settings, clock.now())
    server = redis_server.find_server()
    if settings.redis_url:
        return _queue_children(settings.redis_url, settings, jobs)
    if server is None:
        log.warning("no redis-server found: the worker polls instead")
        return [Child("worker", partial(queue.poll_loop, jobs))]
    path = redis_server.socket_path(settings.var_dir)
    redis = Child("redis", partial(redis_server.become_server, server, path), stops_last=True)
    return [redis, *_queue_children(f"unix://{path}", settings, jobs)]


def _queue_children(url: str, settings: Settings, jobs: tuple) -> list[Child]:
    return [
        Child("worker", partial(queue.work, url)),
        Child("scheduler", partial(queue.schedule, url, jobs)),
    ]


def watch(children: list[Child]) -> None:
    """Starts the children and keeps them running until told to stop; then stops them, and returns."""
    if threading.active_count() != 1:
        raise RuntimeError("a thread is running: forking now would leave its locks held for ever")
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    try:
        _keep_running(children)
    finally:
        _stop([child for child in children if not child.stops_last], PATIENCE_SECONDS)
        _stop(children, 1.0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)


def _keep_running(children: list[Child]) -> None:
    while True:
        for child in children:
            if not child.pid and child.due <= time.monotonic():
                _start(child)
        wakes = min((child.due for child in children if not child.pid), default=time.monotonic() + 60)
        received = signal.sigtimedwait(WATCHED, max(0.0, wakes - time.monotonic()))
        if received and received.si_signo in STOPS:
            return
        for child in _reap(children):
            _plan_restart(child)


def _plan_restart(child: Child) -> None:
    now = time.monotonic()
    child.deaths = 1 if now - child.started > STEADY_SECONDS else child.deaths + 1
    pause = 0.0 if child.deaths == 1 else min(LONGEST_PAUSE_SECONDS, 0.25 * 2**child.deaths)
    child.due = now + pause
    log.error("%s ended unexpectedly, starting it again in %.1f s", child.name, pause)


def _start(child: Child) -> None:
    child.started = time.monotonic()
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    child.pid = os.fork()
    if child.pid == 0:
        _become(child, parent)


def _become(child: Child, parent: int) -> NoReturn:
    status = 1
    try:
        die_with_parent(parent)
        os.setpgid(0, 0)  # Ctrl-C is for the parent, which tells the children in order
        for number in WATCHED:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        child.run()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException as error:  # the last frame of a process: whatever it was, it is named and it ends here
        log.error("%s: %s", child.name, where(error))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # without the parent's exit handlers


def _reap(children: Iterable[Child]) -> list[Child]:
    gone = []
    for child in children:
        if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
            child.pid = 0
            gone.append(child)
    return gone


def _stop(children: list[Child], seconds: float) -> None:
    _signal(children, signal.SIGTERM)
    ends = time.monotonic() + seconds
    while any(child.pid for child in children) and time.monotonic() < ends:
        signal.sigtimedwait({signal.SIGCHLD}, 0.1)
        _reap(children)
    _signal(children, signal.SIGKILL)
    for child in children:
        if child.pid:
            os.waitpid(child.pid, 0)
            child.pid = 0


def _signal(children: list[Child], number: int) -> None:
    for child in children:
        if child.pid:
            os.kill(child.pid, number)
