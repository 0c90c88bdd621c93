"""The processes of an installation under one parent, each with a name by which it can be picked: for being killed.

`python -m tests.journeys.kills.stack` with the usual settings and two ports. What runs is what `wbs serve` runs; only
the pause before a restart is shorter, since here a process dies every second by intention.
"""

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.runtime import queue, supervisor, web
from wbs.runtime.application import close_connections
from wbs.runtime.process import die_with_parent, keep_memory_private, return_freed_memory
from wbs.runtime.quiet import configure_logs
from wbs.runtime.schedule import duties
from wbs.runtime.supervisor import Child
from wbs.staff.directory_files import governed
from wbs.web.install import compile_templates
from wbs.worker import set_app

PR_SET_NAME = 15
WEB, WORKER, SCHEDULER = "wbs-web", "wbs-worker", "wbs-sched"
PAUSE_S = 0.1


def main() -> None:
    die_with_parent(os.getppid())
    settings = governed(Settings.from_environ(os.environ))
    configure_logs(settings.log)
    keep_memory_private()
    listeners = [web.listen(replace(settings, bind=f"127.0.0.1:{port}")) for port in sys.argv[1:]]
    app = create_app(settings)
    compile_templates(app)
    set_app(app)
    close_connections(app)
    children = [Child(WEB, _named(WEB, partial(web.run, app, settings, one))) for one in listeners]
    for _ in range(2):
        jobs = duties(settings, clock.now())
        children.append(Child(WORKER, _named(WORKER, partial(queue.work, settings.redis_url))))
        children.append(Child(SCHEDULER, _named(SCHEDULER, partial(queue.schedule, settings.redis_url, jobs))))
    return_freed_memory()
    gc.freeze()
    supervisor.LONGEST_PAUSE_SECONDS = PAUSE_S
    supervisor.watch(children)


def _named(name: str, run: Callable[[], None]) -> Callable[[], None]:
    def named() -> None:
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
        run()

    return named


if __name__ == "__main__":
    main()
