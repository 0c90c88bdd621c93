"""`make journey`: the main job on a fresh instance, over public HTTP, as its people would do it.

Prints a table (step, seen, ok) and ends non-zero when anything differs. With `ARGS=--services` the same on a PostgreSQL
and a Redis of their own instead of the embedded defaults.
"""

import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

from bench.server import Server, running_server
from tests.journeys.main_job import Story, tell
from tests.journeys.services import outside_services
from tests.journeys.sink import mail_sink


def main() -> None:
    services = outside_services() if "--services" in sys.argv[1:] else nullcontext({})
    with mail_sink() as sink, services as urls:
        environ = {
            "WBS_MAIL_HOST": "127.0.0.1", "WBS_MAIL_PORT": str(sink.port), "WBS_MAIL_SENDER": "kabar@lapor.example",
            **urls,
        }  # fmt: skip
        with running_server(WBS_TICKS="every:2", **environ) as server:
            story = Story(server.url, sink, lambda *command: _run(server, environ, *command))
            tell(story)
    for number, (step, seen, is_ok) in enumerate(story.steps, start=1):
        print(f"{number:>3}  {'ok ' if is_ok else 'BAD'}  {step:<60}  {seen}")  # noqa: T201
    wrong = [step for step, _, is_ok in story.steps if not is_ok]
    print(f"\n{len(story.steps) - len(wrong)} of {len(story.steps)} steps as expected")  # noqa: T201
    sys.exit(bool(wrong))


def _run(server: Server, given: dict[str, str], *command: str) -> tuple[int, str]:
    """One `wbs` command on the instance; `{tomorrow}` stands for this time tomorrow."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S%z")
    environ = {"WBS_VAR": str(server.var_dir), "PUBLIC_URL": server.url, "WBS_TICKS": "every:2", **given}
    done = subprocess.run(
        [sys.executable, "-m", "wbs", *(word.format(tomorrow=tomorrow) for word in command)],
        env={**os.environ, **environ}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).strip()


main()
