"""Runs a worker: its threads, its registration, its heartbeats, and what the answers ask for."""

from __future__ import annotations

import threading
from typing import Any, Dict, List, Optional, Protocol
from urllib.parse import quote

from ._asked import AskedOfWorker
from ._beats import Beats
from ._events import Event, EventName, Events
from ._http import HttpClient
from ._jobs import JobLost, RunningJobs
from ._lease import Lease, Moment
from ._load import ProcessLoad
from ._options import Options
from ._protocol import AgentError, Body, Terms, object_in, sendable_reason, terms_of, text_in, texts_in
from ._registration import Halted, Refused, Registration
from ._state_file import KeptState, StateFile, state_to_begin

_COMMANDS: Dict[str, "tuple[EventName, str]"] = {
    "drain": ("drain", "ordered to drain: finishing the running jobs, accepting no more"),
    "maintenance": ("maintenance", "ordered into maintenance: accepting no jobs"),
    "activate": ("activate", "accepting jobs again"),
    "stop": ("stop", "drained and left"),
}

#: How long a stop during the first registration waits for the answer.
_FIRST_ANSWER = 1.0
#: How long the end of an agent waits for its listeners.
_LISTENERS = 1.0


class Owner(Protocol):
    def _on_registered(self) -> None: ...

    def _on_kept(self, state: KeptState) -> None: ...

    def _on_start_refused(self, error: AgentError) -> None: ...

    def _on_over(self, kind: str, error: AgentError) -> None: ...


class BeatingWorker:
    def __init__(
        self, options: Options, jobs: RunningJobs, events: Events, kept: Optional[KeptState], owner: Owner
    ) -> None:
        self._options = options
        self._jobs = jobs
        self._events = events
        self._owner = owner
        self._halt = threading.Event()
        self._asked = AskedOfWorker()
        self._lease = Lease(options.lease_margin)
        self._load = ProcessLoad() if options.report_load else None
        self._file = None
        self._stopping = False
        self.report: Dict[str, Any] = {}
        if options.state_file is not None:
            self._file = StateFile(options.state_file, options.worker_id, self._say_of_file)
        if kept is None and self._file is not None:
            kept = self._file.read()
        state = state_to_begin(options.worker_id, kept)
        deliver, queue = events.deliver, events.begin()
        self._deliveries = threading.Thread(
            target=lambda: deliver(queue, self._watch_lease), name="worker-registration-events", daemon=True
        )
        self._http = HttpClient(options.bases, options.tls)
        self.registration = Registration(options, self._http, state, lambda: jobs.ids, self, self._halt)
        self.beats = Beats(self.registration, self._beat_body, self._taken, self.problem, options.interval)

    @property
    def accepts_work(self) -> bool:
        return not self.registration.in_progress and not self._asked.rests and self._lease.is_held

    def start(self) -> None:
        self._deliveries.start()
        threading.Thread(target=self._live, name="worker-registration-heartbeats", daemon=True).start()

    def halt(self) -> None:
        self._halt.set()
        self.beats.end()
        self._http.close()
        self._events.end()

    def wait_for_listeners(self) -> None:
        """Lets listeners hear why the agent stopped, before the program may end."""
        if threading.current_thread() is not self._deliveries:
            self._deliveries.join(_LISTENERS)

    def job_path(self, job_id: str) -> str:
        return f"/jobs/{quote(job_id, safe='')}"

    def drain(self, reason: Optional[str], timeout: float) -> None:
        """Reports the running jobs first: the service deregisters a worker without jobs immediately."""
        self._stopping = True
        self.beats.now(timeout)
        self._ask({"drain": True, "reason": reason}, timeout)

    def leave(self, reason: Optional[str], timeout: float) -> bool:
        """Returns whether the worker is deregistered."""
        self._stopping = True
        self.beats.end()
        ended = self.registration.ended
        if ended is not None:
            return ended.code == "worker_deregistered"
        # The service may be about to accept the registration; the worker would then stay registered.
        if self.registration.count == 0:
            self.registration.settled(_FIRST_ANSWER)
        return self.registration.count > 0 and self._ask({"forceDeregister": True, "reason": reason}, timeout)

    def _ask(self, body: Dict[str, Any], timeout: float) -> bool:
        reason = body["reason"]
        given = {**body, "reason": None if reason is None else sendable_reason(reason)}
        given = {name: value for name, value in given.items() if value is not None}
        try:
            self.registration.call("POST", "/deregister", given, timeout)
            return True
        except Refused as refused:
            return refused.error.code == "worker_deregistered"
        except Halted:
            return False

    def _live(self) -> None:
        try:
            self.registration.register()
            self._run_beats()
        except Refused as refused:
            if self.registration.ended is None:
                self._owner._on_start_refused(refused.error)
        except Halted:
            pass
        except Exception as error:  # Otherwise `start` would wait forever.
            self._owner._on_start_refused(AgentError(f"Registration failed: {error!r}", "internal"))

    def _run_beats(self) -> None:
        while not self._halt.is_set():
            try:
                self.beats.run()
                return
            except (Refused, Halted):
                raise
            except Exception as error:  # A defect must not end the heartbeats.
                self.problem(AgentError(f"Heartbeat failed: {error!r}", "internal"))
                self._halt.wait(self.beats.interval)

    def _watch_lease(self) -> None:
        left = self._lease.newly_lost()
        if left is None or self._halt.is_set():
            return
        words = f"the lease could not be renewed and expires in {left:.0f} s; stop jobs that must not run twice"
        self._events.emit(Event("lease-lost", words, left=left))
        # After a suspend the next heartbeat would be late.
        self.beats.now()

    def _beat_body(self) -> Dict[str, Any]:
        running = self._jobs.ids
        body: Dict[str, Any] = {"status": "BUSY" if self._options.count_jobs and running else "ACTIVE"}
        if self._options.count_jobs:
            body["currentJobCount"] = len(running)
            body["errorCount"] = self._jobs.errors
        if self._load is not None:
            body.update(self._load.read())
        body.update(self.report)
        dropped = self._asked.dropped(running)
        return {**body, "droppedJobs": dropped} if dropped else body

    def _taken(self, body: Body, terms: Terms, sent_at: Moment, interval: float) -> None:
        self._renew(sent_at, terms)
        warnings = tuple(texts_in(body, "warnings"))
        self._events.emit(Event("heartbeat", "; ".join(warnings), warnings=warnings, interval=interval))
        for job_id in self._asked.new_revoked(texts_in(body, "revokedJobs")):
            words = f"job {job_id} was revoked"
            self._jobs.lose(job_id, JobLost(words, "job_revoked", remedy="Stop this job: it may run elsewhere."))
            self._events.emit(Event("job-revoked", words, job_id=job_id))
        commands = texts_in(body, "commands")
        for command in self._asked.new_commands(commands):
            if not self._stopping:
                name, words = _COMMANDS[command]
                self._events.emit(Event(name, words))
        if "stop" in commands:
            self.registration.end("deregistered", AgentError("Worker has drained and left", "worker_deregistered"))

    def _renew(self, sent_at: Moment, terms: Terms) -> None:
        if self._lease.renewed(sent_at, terms.lease):
            self._events.emit(Event("lease-regained", "the lease is renewed again"))

    def _say_of_file(self, message: str) -> None:
        self.problem(AgentError(message, "state_file"))

    # What the registration reports.

    def registered(self, body: Body, sent_at: Moment, released: List[str]) -> None:
        worker = object_in(body, "worker")
        terms = terms_of(body, text_in(worker, "lastRegisteredAt"))
        self.registration.lease = terms.lease
        self._renew(sent_at, terms)
        self.beats.follow(terms.interval)
        outcome, warnings = text_in(body, "outcome") or "created", tuple(texts_in(body, "warnings"))
        said = [f"registered ({outcome}), id {text_in(worker, 'id')}", *warnings]
        if released:
            said.insert(1, f"released jobs: {', '.join(released)}")
        event = Event(
            "registered", "; ".join(said), outcome=outcome, released_jobs=tuple(released), warnings=warnings
        )
        self._events.emit(event)
        self._owner._on_registered()

    def kept(self, state: KeptState) -> None:
        self._owner._on_kept(state)
        if self._file is not None:
            self._file.write(state)

    def problem(self, error: AgentError) -> None:
        words = error.message if error.remedy is None else f"{error.message}. {error.remedy}"
        self._events.emit(Event("problem", words, code=error.code))

    def over(self, kind: str, error: AgentError) -> None:
        self.beats.end()
        name: EventName = "superseded" if kind == "superseded" else "deregistered"
        if not self._stopping:
            self._events.emit(Event(name, f"stopped: {error.message}", code=error.code))
        self._owner._on_over(name, error)
