"""The jobs that this process runs."""

from __future__ import annotations

import threading
from typing import Callable, Dict, List, Optional, Sequence

from ._protocol import AgentError, require_job_id


class JobLost(AgentError):
    """The job no longer belongs to this worker: another process may be running it."""


class Job:
    """A running job: a context manager that counts it as long as its block runs."""

    def __init__(self, job_id: str, jobs: RunningJobs) -> None:
        self.job_id = require_job_id(job_id)
        #: Set once the job no longer belongs to this worker; `reason` then says why.
        self.lost = threading.Event()
        self.reason: Optional[JobLost] = None
        self._jobs = jobs

    def raise_if_lost(self) -> None:
        """Raises JobLost with a `code`: job_revoked, superseded, deregistered or stopped."""
        if self.reason is not None:
            raise self.reason

    def __enter__(self) -> Job:
        self._jobs.begin(self)
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self._jobs.end(self, failed=isinstance(error, Exception) and not self.lost.is_set())

    def lose(self, reason: JobLost) -> None:
        if not self.lost.is_set():
            self.reason = reason
            self.lost.set()


class RunningJobs:
    """Tracks jobs; one that was taken over from the previous process and does not run yet is None."""

    def __init__(self, expected: Sequence[str], changed: Callable[[], None]) -> None:
        self._jobs: Dict[str, Optional[Job]] = {job_id: None for job_id in expected}
        self._changed = changed
        self._none = threading.Condition()
        #: Why no more jobs may begin.
        self._over: Optional[JobLost] = None
        #: Jobs whose block raised, without those that were lost.
        self.errors = 0

    @property
    def ids(self) -> List[str]:
        with self._none:
            return list(self._jobs)

    def begin(self, job: Job) -> None:
        """Raises JobLost after `lose_all`, until `admit`."""
        with self._none:
            over = self._over
            if over is not None:
                raise JobLost(f"The worker no longer runs jobs: {over.message}", over.code, remedy=over.remedy)
            if self._jobs.get(job.job_id) is not None:
                raise ValueError(f"Job {job.job_id} is already running")
            self._jobs[job.job_id] = job
        self._changed()

    def end(self, job: Job, failed: bool) -> None:
        with self._none:
            self.errors += failed
            self._jobs.pop(job.job_id, None)
            self._none.notify_all()
        self._changed()

    def forget(self, job_id: str) -> None:
        """Forgets an expected job that will not run here. Leaves a running one alone."""
        with self._none:
            if job_id in self._jobs and self._jobs[job_id] is None:
                del self._jobs[job_id]
                self._none.notify_all()

    def lose(self, job_id: str, reason: JobLost) -> None:
        job = self._jobs.get(job_id)
        if job is not None:
            job.lose(reason)

    def admit(self) -> None:
        with self._none:
            self._over = None

    def lose_all(self, reason: JobLost) -> None:
        """Declares all jobs lost, and refuses later ones."""
        with self._none:
            self._over = reason
        for job_id in self.ids:
            self.forget(job_id)
            self.lose(job_id, reason)

    def wait_for_none(self, timeout: Optional[float], hurry: Callable[[], bool] = lambda: False) -> None:
        with self._none:
            self._none.wait_for(lambda: not self._jobs or hurry(), timeout)

    def wake(self) -> None:
        with self._none:
            self._none.notify_all()
