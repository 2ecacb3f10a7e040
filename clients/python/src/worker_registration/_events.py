"""The events of an agent, which are delivered on a thread of their own."""

from __future__ import annotations

import logging
import queue
import time
from dataclasses import dataclass
from typing import Callable, Dict, List, Literal, Optional, Tuple, get_args

EventName = Literal[
    "registered",
    "heartbeat",
    "problem",
    "lease-lost",
    "lease-regained",
    "drain",
    "maintenance",
    "activate",
    "job-revoked",
    "stop",
    "superseded",
    "deregistered",
]

_LOG = logging.getLogger("worker_registration")
#: How often a problem that persists is logged, in seconds.
_REPEAT = 30.0
_QUIET = ("heartbeat", "lease-regained", "registered", "activate")


@dataclass(frozen=True)
class Event:
    """Something that happened to the worker. Fields that an event does not have are empty."""

    name: EventName
    #: A sentence for people.
    message: str = ""
    #: Of a problem: one of docs/errors.md, `unreachable` or `state_file`.
    code: str = ""
    #: Of a revoked job.
    job_id: str = ""
    #: Of a registration: `created`, `refreshed`, `resumed`, `restarted` or `replaced`.
    outcome: str = ""
    #: Of a registration: jobs of the previous process that the service released.
    released_jobs: Tuple[str, ...] = ()
    #: Of a registration or heartbeat: what the service warns about.
    warnings: Tuple[str, ...] = ()
    #: Of a heartbeat: when the next one is sent.
    interval: float = 0.0
    #: Of a lost lease: when it expires.
    left: float = 0.0


Listener = Callable[[Event], object]
Queue = queue.SimpleQueue[Optional[Event]]


class Events:
    """Calls listeners one after the other, so that a slow one delays no heartbeat."""

    def __init__(self, worker_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._worker_id = worker_id
        self._listeners: Dict[str, List[Listener]] = {}
        self._queue: Queue = queue.SimpleQueue()
        self._clock = clock
        self._last_problem = ""
        self._logged_at = 0.0

    def on(self, name: EventName, listener: Listener) -> None:
        if name not in get_args(EventName):
            raise ValueError(f"There is no event {name!r}; there are {', '.join(get_args(EventName))}")
        self._listeners.setdefault(name, []).append(listener)

    def emit(self, event: Event) -> None:
        self._log(event)
        self._queue.put(event)

    def begin(self) -> Queue:
        """Returns the queue of the events until the next `end`, for `deliver`."""
        self._queue = queue.SimpleQueue()
        return self._queue

    def end(self) -> None:
        self._queue.put(None)

    def deliver(self, events: Queue, meanwhile: Callable[[], None]) -> None:
        """Delivers events until `end`; calls `meanwhile` at least once a second."""
        while True:
            try:
                event = events.get(timeout=1.0)
            except queue.Empty:
                meanwhile()
                continue
            if event is None:
                return
            for listener in self._listeners.get(event.name, []):
                try:
                    listener(event)
                except Exception:
                    _LOG.exception("worker %s: a listener of %s failed", self._worker_id, event.name)
            meanwhile()

    def _log(self, event: Event) -> None:
        """An unavailable server is logged every half minute, not with each attempt."""
        at = self._clock()
        repeated = event.name == "problem" and event.message == self._last_problem and at < self._logged_at + _REPEAT
        if event.name in ("problem", "heartbeat", "registered"):
            self._last_problem = event.message if event.name == "problem" else ""
        if event.message == "" or repeated:
            return
        if event.name == "problem":
            self._logged_at = at
        level = logging.INFO if event.name in _QUIET else logging.WARNING
        _LOG.log(level, "worker %s: %s", self._worker_id, event.message[:2000])
