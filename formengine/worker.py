"""The worker: takes what was committed, does its effects, lets the clock act; a process or a thread.

It may be killed at any point: everything it has not finished lies in the database and is done by the next one.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from formengine.config import Config
from formengine.database import Database
from formengine.effects.deliveries import deliver_due, take_outbox
from formengine.effects.facts import Facts
from formengine.effects.registry import Registry, Surroundings
from formengine.effects.standard import effects_for

log = logging.getLogger(__name__)

# A service that time calls (silence = yes, overdue …): given the instant, it says how much it did.
ClockService = Callable[[Database, datetime], int]

NAP_SECONDS = 0.5
IDLE_NAPS = 10
CLOCK_EVERY = timedelta(seconds=30)
RESTART_AFTER_SECONDS = 5.0


def now_utc() -> datetime:
    return datetime.now(UTC)


def run_worker(
    database: Database,
    config: Config,
    facts: Facts,
    *,
    clock_services: Sequence[ClockService] = (),
    registry: Registry | None = None,
    once: bool = False,
    stop: threading.Event | None = None,
    clock: Callable[[], datetime] = now_utc,
) -> None:
    """Work until `stop` is set; with `once` until nothing is due any more."""
    stop, registry = stop or threading.Event(), registry or effects_for(config)
    surroundings = Surroundings(database, config, facts)
    clock_due = clock()
    while not stop.is_set():
        done = 0
        if clock() >= clock_due:
            done += sum(service(database, clock()) for service in clock_services)
            clock_due = clock() + CLOCK_EVERY
        done += take_outbox(surroundings, registry, clock())
        done += deliver_due(surroundings, registry, clock, stop.is_set)
        if done:
            continue
        if once:
            return
        _rest(database, stop)


def _rest(database: Database, stop: threading.Event) -> None:
    """Sleep until somebody commits, in naps short enough that a stop is not kept waiting."""
    for _ in range(IDLE_NAPS):
        if stop.is_set() or database.wait_for_commit(NAP_SECONDS):
            return


class WorkerThread:
    """A worker beside the web server. A fault ends one run, is logged with its traceback, and a new run begins."""

    def __init__(
        self, database: Database, config: Config, facts: Facts, clock_services: Sequence[ClockService] = ()
    ) -> None:
        self._work = (database, config, facts)
        self._clock_services = clock_services
        self._stop = threading.Event()
        self._keeper = threading.Thread(target=self._keep_running, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self._keeper.start()

    def stop(self, seconds: float = 30.0) -> bool:
        """Ask it to end and wait; False when it had not ended after `seconds`."""
        self._stop.set()
        self._keeper.join(seconds)
        return not self._keeper.is_alive()

    def _keep_running(self) -> None:
        while not self._stop.is_set():
            run = threading.Thread(target=self._run, name="worker", daemon=True)
            run.start()
            run.join()
            if not self._stop.is_set():
                log.error("the worker ended unexpectedly; it starts again in %g s", RESTART_AFTER_SECONDS)
                self._stop.wait(RESTART_AFTER_SECONDS)

    def _run(self) -> None:
        run_worker(*self._work, clock_services=self._clock_services, stop=self._stop)
