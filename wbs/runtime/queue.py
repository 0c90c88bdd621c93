"""The queue: RQ with everything off that would keep something. Jobs have no arguments and leave nothing behind.

Decides how worker and scheduler survive a Redis that goes away: they try until it is back. Without any Redis
`poll_loop` does the same work in one process.
"""

import logging
import signal
import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError
from redis.retry import Retry
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.exceptions import InvalidJobOperation, SchedulerNotFound
from rq.job import Job
from rq.worker import Worker

from wbs import clock, worker
from wbs.errors import DeliveryFailed
from wbs.runtime.process import die_with_parent, return_freed_memory
from wbs.runtime.quiet import where
from wbs.runtime.schedule import Duty

log = logging.getLogger(__name__)

NAME = "wbs"
DUE = "wbs:due"  # duty -> the latest moment that was put into the queue
JOB_SECONDS = 900
WORKER_TTL = 20  # RQ listens 15 s less at a time, and takes a silent socket for dead after 10 s more
RETRY_SECONDS = 1.0
START_SECONDS = 3.0


def connect(url: str) -> Redis:
    """A client that gives up soon: whoever uses it tries again itself."""
    return Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, retry=Retry(NoBackoff(), 0))


def queue(connection: Redis) -> Queue:
    return Queue(NAME, connection=connection, serializer="json")


def enqueue(connection: Redis, duty: Duty, pipeline: Pipeline | None = None) -> Job:
    """Puts one duty into the queue, by name: result and failure are not kept."""
    return queue(connection).enqueue(
        f"wbs.worker.{duty.function}",
        description=duty.function,
        job_timeout=JOB_SECONDS,
        ttl=int(duty.expires.total_seconds()),
        result_ttl=0,
        failure_ttl=0,
        pipeline=pipeline,
    )


def enqueue_once(connection: Redis, duty: Duty, moment: datetime) -> bool:
    """The same, unless another machine's scheduler has put this duty of this moment, or a later one, in already."""
    with connection.pipeline() as pipeline:
        try:
            pipeline.watch(DUE)
            latest = pipeline.hget(DUE, duty.function)
            if latest and float(latest) >= moment.timestamp():
                return False
            pipeline.multi()
            pipeline.hset(DUE, duty.function, str(moment.timestamp()))
            enqueue(connection, duty, pipeline)
            pipeline.execute()
        except WatchError:
            return enqueue_once(connection, duty, moment)
    return True


class HouseWorker(Worker):
    """RQ's worker without remote commands and without the text of exceptions.

    Each job has a process of its own, forked from this one, which never opens the database: what a job has read ends
    with it, and the memory it needed.
    """

    max_connection_wait_time = 5.0
    log_result_lifespan = False
    was_told_to_stop = False

    def request_stop(self, signum: int, frame: Any) -> None:
        self.was_told_to_stop = True
        super().request_stop(signum, frame)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the job's process, which nobody would stop if this one were killed."""
        die_with_parent(self.pid)
        super().main_work_horse(job, queue)

    def subscribe(self) -> None:
        """No channel for commands: nobody may stop or feed a worker from Redis."""

    def unsubscribe(self) -> None:
        """There is nothing to leave."""

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        error = exc_info[1]
        named = str(error) if isinstance(error, DeliveryFailed) else where(error)
        log.error("job %s failed: %s", job.description, named)

    def handle_job_failure(self, job: Job, queue: Queue, *args: Any, **kwargs: Any) -> None:
        kwargs["exc_string"] = ""
        super().handle_job_failure(job, queue, *args, **kwargs)


class HouseJob(CronJob):
    """RQ's cron job with our own moments and our own way into the queue (RQ's pickles, and keeps a history)."""

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        super().__init__(NAME, func_name=f"wbs.worker.{duty.function}", cron="* * * * *", name=duty.function)

    def get_next_enqueue_time(self) -> datetime:
        if self.latest_enqueue_time is None:
            return self.duty.first(clock.now())
        return self.duty.next_after(self.latest_enqueue_time)

    def enqueue(self, connection: Redis) -> Job | None:
        """What is made up for at the start of a scheduler is nobody else's."""
        if self.latest_enqueue_time is None and self.duty.at_start:
            return enqueue(connection, self.duty)
        enqueue_once(connection, self.duty, self.next_enqueue_time)
        return None


def house_worker(connection: Redis) -> HouseWorker:
    return HouseWorker(
        [queue(connection)], connection=connection, serializer="json",
        worker_ttl=WORKER_TTL, log_job_description=False,
    )  # fmt: skip


def work(url: str) -> None:
    """Runs jobs until told to stop; a Redis that is gone is waited for."""
    _give_time(url)
    while True:
        try:
            running = house_worker(connect(url))
            running.work()
            if running.was_told_to_stop:
                return
        except RedisError as error:
            log.warning("worker: no Redis (%s), trying again", type(error).__name__)
        except InvalidJobOperation:  # a Redis that began anew has forgotten the job that was just done
            log.warning("worker: Redis was started again, so are we")
        _pause()


def schedule(url: str, jobs: tuple[Duty, ...]) -> None:
    """Enqueues each duty at its moments until told to stop; the moments survive a Redis that is gone."""
    cron_jobs = [HouseJob(duty) for duty in jobs]
    _give_time(url)
    while True:
        scheduler = CronScheduler(connect(url), logging_level=logging.ERROR, name=NAME)
        scheduler.get_jobs().extend(cron_jobs)
        try:
            scheduler.start()
            return
        except RedisError as error:
            log.warning("scheduler: no Redis (%s), trying again", type(error).__name__)
        except SchedulerNotFound as lost:  # a Redis that began anew does not know whom it should forget
            if not isinstance(lost.__context__, RedisError):
                return
            log.warning("scheduler: Redis was started again, so are we")
        _pause()


def poll_loop(jobs: tuple[Duty, ...]) -> None:
    """Does every duty at its moment in this process, for houses without a queue. Never returns."""
    due = {duty: duty.first(clock.now()) for duty in jobs}
    while True:
        duty = min(due, key=due.__getitem__)
        time.sleep(min(60.0, max(0.0, (due[duty] - clock.now()).total_seconds())))
        now = clock.now()
        if due[duty] <= now:
            due[duty] = duty.next_after(now)
            run_here(duty)


def run_here(duty: Duty) -> None:
    """One duty, now, without a queue."""
    try:
        getattr(worker, duty.function)()
    except DeliveryFailed as failed:
        log.error("job %s failed: %s", duty.function, failed)
    return_freed_memory()


def _give_time(url: str) -> None:
    """Our own Redis is started in the same moment: that it is not there yet is nothing to tell."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(RedisError):
            connect(url).ping()
            return
        time.sleep(0.05)


def _pause() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):  # RQ's handlers belong to a worker that has ended
        signal.signal(number, signal.SIG_DFL)
    time.sleep(RETRY_SECONDS)
