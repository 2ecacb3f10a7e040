"""The scheduler's side: which worker runs which job."""

from __future__ import annotations

import random
import ssl
import time
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Sequence, Union
from urllib.parse import quote

from ._http import HttpClient, Unreachable
from ._options import base_of
from ._protocol import (
    AgentError,
    Body,
    fence_in,
    meaning_of,
    object_in,
    require_credential,
    require_job_id,
    require_request,
    require_texts,
)


@dataclass(frozen=True)
class Claim:
    """A job that a worker has; the job hands the fence to whatever it writes to."""

    job_id: str
    fence: int
    worker_id: str
    worker: Body


class SchedulerClient:
    """Assigns jobs to workers, with a key of role `scheduler` where the service requires credentials.

    Safe for several threads; `close`, or the end of a `with` block, closes its connections.
    """

    def __init__(
        self,
        server: Union[str, Sequence[str]],
        key: Optional[str] = None,
        tls: Optional[ssl.SSLContext] = None,
        timeout: float = 10.0,
    ) -> None:
        require_credential("key", key)
        servers = [server] if isinstance(server, str) else server
        if not servers:
            raise ValueError("server: at least one URL is required")
        self._http = HttpClient([base_of(url) for url in servers], tls)
        self._key = key
        self._timeout = timeout

    def claim(
        self,
        job_id: str,
        *,
        tags: Optional[Sequence[str]] = None,
        capabilities: Optional[Mapping[str, Any]] = None,
        priority: Optional[int] = None,
        zone: Optional[str] = None,
    ) -> Claim:
        """Lets the service choose a worker. Raises AgentError `no_worker_for_job` with the reason. Idempotent."""
        require_texts("tags", tags)
        given = {
            "jobId": require_job_id(job_id),
            "tags": None if tags is None else list(tags),
            "capabilities": None if capabilities is None else dict(capabilities),
            "priority": priority,
            "zone": zone,
        }
        body = self.call("POST", "/jobs/claim", {name: value for name, value in given.items() if value is not None})
        worker = object_in(body, "worker")
        return Claim(job_id, fence_in(body), str(worker.get("workerId")), worker)

    def assign(self, worker_id: str, job_id: str, priority: Optional[int] = None) -> int:
        """Assigns the job to that worker and returns its fence. Idempotent."""
        body: Dict[str, Any] = {"jobId": require_job_id(job_id)}
        if priority is not None:
            body["priority"] = priority
        return fence_in(self.call("POST", f"/{quote(worker_id, safe='')}/jobs", body))

    def end(self, worker_id: str, job_id: str) -> None:
        self.call("DELETE", f"/{quote(worker_id, safe='')}/jobs/{quote(require_job_id(job_id), safe='')}")

    def call(self, method: str, path: str, body: Any = None, patience: float = 30.0) -> Body:
        """Sends any request below the prefix of the API; retries up to `patience` seconds while no server answers."""
        require_request(method, path)
        until, failures = time.monotonic() + patience, 0
        while True:
            try:
                meaning = meaning_of(self._http.ask(method, path, body, self._key, self._timeout))
                error, retry_after = meaning.error, meaning.retry_after
                if meaning.kind == "done":
                    return meaning.body
                if meaning.kind != "later":
                    raise error
            except Unreachable as unreachable:
                error, retry_after = AgentError(unreachable.message, "unreachable"), unreachable.retry_after
            failures += 1
            pause = max(retry_after or 0.0, random.random() * min(5.0, 0.5 * 2 ** min(failures - 1, 10)))
            if time.monotonic() + pause > until:
                raise error
            time.sleep(pause)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> SchedulerClient:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
