"""The agent: what a program uses."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Dict, List, Literal, Optional, Tuple, cast

from ._beating_worker import BeatingWorker
from ._endings import Endings
from ._events import EventName, Events, Listener
from ._jobs import Job, JobLost, RunningJobs
from ._options import Options, Status
from ._protocol import AgentError, Body, fence_in, require_job_id, require_request
from ._registration import Halted, Refused
from ._state_file import KeptState

State = Literal["new", "starting", "registered", "stopping", "stopped", "superseded", "deregistered"]

#: How long a stop tries to reach the service, and waits for jobs that it declared lost.
_LEAVE = 5.0
#: How long a program that ends by itself waits for the service.
_LAST_WORDS = 2.0


@dataclass(frozen=True)
class Stopped:
    #: False if no server answered in time.
    deregistered: bool
    abandoned_jobs: Tuple[str, ...] = field(default=())


class WorkerAgent:
    """Registers this process as a worker and keeps it registered by heartbeats from a thread of its own."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._events = Events(options.worker_id)
        self._jobs = RunningJobs(options.active_jobs, lambda: None)
        self._state: State = "new"
        self._news = threading.Condition()
        self._worker: Optional[BeatingWorker] = None
        self._kept: Optional[KeptState] = None
        self._refusal: Optional[AgentError] = None
        self._left = False
        self._hurry = False
        self._report: Dict[str, Any] = {}
        self._endings = Endings(
            lambda drain, reason: self.stop(drain=drain, reason=reason),
            lambda reason: self._stop(False, reason, None, for_jobs=0.0, for_answer=_LAST_WORDS),
        )

    @property
    def state(self) -> State:
        return self._state

    @property
    def id(self) -> Optional[str]:
        """Server-assigned id, once the worker has registered."""
        return None if self._kept is None else self._kept.id

    @property
    def running_jobs(self) -> List[str]:
        return self._jobs.ids

    @property
    def accepts_work(self) -> bool:
        """Registered, within its lease, and not ordered to drain or rest. Does not consider free slots."""
        worker = self._worker
        return self._state == "registered" and worker is not None and worker.accepts_work

    def on(self, name: EventName, listener: Listener) -> None:
        """Calls the listener at each such event, on a thread of the agent."""
        self._events.on(name, listener)

    def start(self, timeout: Optional[float] = None) -> None:
        """Registers; returns when that is done, however long no server answers.

        Raises AgentError if the service refuses the worker, and TimeoutError after `timeout`.
        """
        with self._news:
            if self._worker is not None:
                raise RuntimeError("The agent was already started")
            self._endings.begin(self._options.handle_signals)
            self._state, self._refusal, self._left, self._hurry = "starting", None, False, False
            self._jobs.admit()
            self._worker = BeatingWorker(self._options, self._jobs, self._events, self._kept, self)
            self._worker.report = dict(self._report)
        self._worker.start()
        with self._news:
            answered = self._news.wait_for(lambda: self._state != "starting", timeout)
        if not answered:
            self.stop()
            raise TimeoutError(f"The worker was not registered within {timeout} s")
        if self._refusal is not None:
            raise self._refusal
        if self.state != "registered":
            raise AgentError("The agent was stopped before it registered", "stopped")

    def stop(
        self, *, drain: bool = False, reason: Optional[str] = None, timeout: Optional[float] = None
    ) -> Stopped:
        """Deregisters the worker and stops the agent; with `drain` waits for its jobs before, up to `timeout`.

        A second call waits for the first; without `drain` it cuts the drain of the first short. Keeps the state file.
        """
        return self._stop(drain, reason, timeout, for_jobs=_LEAVE, for_answer=_LEAVE)

    def wait(self, timeout: Optional[float] = None) -> State:
        """Waits until the agent has stopped: by `stop`, a signal, another process, or an operator."""
        with self._news:
            worker = self._worker
            is_over = self._news.wait_for(lambda: self._worker is None, timeout)
        if is_over and worker is not None:
            worker.wait_for_listeners()
        return self._state

    def job(self, job_id: str) -> Job:
        """Returns a context manager that counts the job as long as its block runs.

        Raises JobLost instead of entering the block once the agent has stopped, whatever the reason.
        """
        return Job(job_id, self._jobs)

    def forget_job(self, job_id: str) -> None:
        """Drops a job of `active_jobs` that this process will not run."""
        self._jobs.forget(job_id)

    def take_job(self, job_id: str, priority: Optional[int] = None, timeout: Optional[float] = None) -> int:
        """Records at the service that this worker has the job, and returns its fence. Idempotent.

        A job that the scheduler assigned is already recorded.
        """
        body: Dict[str, Any] = {"jobId": require_job_id(job_id)}
        if priority is not None:
            body["priority"] = priority
        return fence_in(self.call("POST", "/jobs", body, timeout))

    def end_job(self, job_id: str, timeout: Optional[float] = None) -> None:
        """Records at the service that the job has ended."""
        worker = self._require_worker()
        self.call("DELETE", worker.job_path(require_job_id(job_id)), None, timeout)

    def report(
        self, *, status: Optional[Status] = None, message: Optional[str] = None, error_count: Optional[int] = None
    ) -> None:
        """Sets what heartbeats report from now on; a change of status is sent immediately."""
        if message is not None and len(message) > 1000:
            raise ValueError("message: at most 1,000 characters")
        given = {"status": status, "message": message, "errorCount": error_count}
        is_news = status is not None and status != self._report.get("status")
        self._report.update({name: value for name, value in given.items() if value is not None})
        if self._worker is not None:
            self._worker.report = dict(self._report)
            if is_news:
                self._worker.beats.now()

    def call(self, method: str, path: str, body: Any = None, timeout: Optional[float] = None) -> Body:
        """Sends a request as this worker, below `/{workerId}`: `call("GET", "/health")`.

        Waits while no server answers, up to `timeout`. Raises AgentError, TimeoutError, or for a request that cannot
        be sent ValueError or TypeError.
        """
        require_request(method, path)
        worker = self._require_worker()
        try:
            return worker.registration.call(method, path, body, timeout)
        except Refused as refused:
            raise refused.error from None
        except Halted:
            if self._worker is not worker:
                raise AgentError("The agent was stopped", "stopped") from None
            raise TimeoutError(f"No answer within {timeout} s") from None

    def __enter__(self) -> WorkerAgent:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _stop(
        self, drain: bool, reason: Optional[str], timeout: Optional[float], for_jobs: float, for_answer: float
    ) -> Stopped:
        with self._news:
            if not drain:
                self._hurry = True
            worker, was_registered = self._worker, self._state == "registered"
            if worker is None or self._state == "stopping":
                self._jobs.wake()
                self._news.wait_for(lambda: self._worker is None)
                return self._stopped()
            self._state = "stopping"
        if drain and was_registered:
            worker.drain(reason, for_answer)
            self._jobs.wait_for_none(timeout, lambda: self._hurry)
        self._jobs.lose_all(JobLost("The worker is stopping", "stopped"))
        self._jobs.wait_for_none(for_jobs)
        self._left = worker.leave(reason, for_answer)
        self._end("stopped")
        worker.wait_for_listeners()
        return self._stopped()

    # What the beating worker reports; not for programs.

    def _on_registered(self) -> None:
        with self._news:
            if self._state == "starting":
                self._state = "registered"
                self._news.notify_all()

    def _on_kept(self, state: KeptState) -> None:
        self._kept = state

    def _on_start_refused(self, error: AgentError) -> None:
        self._refusal = error
        self._on_over("stopped" if self._state == "starting" else "deregistered", error)

    def _on_over(self, kind: str, error: AgentError) -> None:
        self._jobs.lose_all(JobLost(error.message, kind, remedy="Stop this job: another process may be running it."))
        if self._state == "stopping":
            return
        self._left = error.code == "worker_deregistered"
        self._end(cast(State, kind))

    def _end(self, state: State) -> None:
        with self._news:
            worker, self._worker = self._worker, None
            self._state = state
            self._endings.end()
            if worker is not None:
                worker.halt()
            self._news.notify_all()

    def _require_worker(self) -> BeatingWorker:
        worker = self._worker
        if worker is None:
            raise AgentError("The agent is not running", "stopped", remedy="Call start() first.")
        return worker

    def _stopped(self) -> Stopped:
        return Stopped(self._left, tuple(self._jobs.ids))
