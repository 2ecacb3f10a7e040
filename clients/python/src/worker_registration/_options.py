"""The options of an agent."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from typing import Any, Dict, Literal, Mapping, Optional, Sequence, Tuple, Union
from urllib.parse import urlsplit

from ._protocol import require_credential, require_job_id, require_request, require_texts

Status = Literal["ACTIVE", "IDLE", "BUSY", "MAINTENANCE", "ERROR"]

#: The path of the API, unless a URL has its own.
_PREFIX = "/api/v1/worker-registration"


#: A month: Python cannot wait for any number of seconds.
_LONGEST = 2_678_400


@dataclass(frozen=True)
class Options:
    """How a worker registers and sends heartbeats. Times are in seconds."""

    #: `http://host:8080`, or several servers, which are tried in turn; with a path if the API is mounted elsewhere.
    server: Union[str, Sequence[str]]
    worker_id: str
    #: Display name; the id of the worker by default.
    name: Optional[str] = None
    #: Maximum number of concurrent jobs.
    max_concurrent_jobs: int = 1
    host_name: Optional[str] = None
    host_address: Optional[str] = None
    port: Optional[int] = None
    capabilities: Optional[Mapping[str, Any]] = None
    tags: Optional[Sequence[str]] = None
    version: Optional[str] = None
    priority_threshold: Optional[int] = None
    worker_load_factor: Optional[float] = None
    zone: Optional[str] = None
    lease_seconds: Optional[int] = None
    health_path: Optional[str] = None
    #: Lets a new worker register if the service requires a credential. An empty one counts as none.
    join_token: Optional[str] = field(default=None, repr=False)
    #: An API key, instead of a join token.
    key: Optional[str] = field(default=None, repr=False)
    #: File for id and token, so that a restart is recognised as the same worker. Not kept by default.
    state_file: Optional[str] = None
    #: Jobs that this process continues from the previous one; they count until they were run or forgotten.
    active_jobs: Sequence[str] = ()
    #: For a service with its own CA, or one that requires client certificates.
    tls: Optional[ssl.SSLContext] = None
    #: A shorter interval than the service asks for. A longer one is ignored.
    interval: Optional[float] = None
    #: How long a response may take, up to a quarter of the lease; by default 5 s to a heartbeat, else 10 s.
    timeout: Optional[float] = None
    #: How long before its end a lease counts as lost; by default a fifth of it, up to 30 s.
    lease_margin: Optional[float] = None
    #: The longest pause between attempts.
    longest_pause: float = 30.0
    #: False for a program that does not know which jobs run: no job count is reported.
    count_jobs: bool = True
    #: Whether to report the share of processors and memory that this process uses.
    report_load: bool = True
    #: Drains and deregisters on SIGTERM and SIGINT, then ends the program.
    handle_signals: bool = False

    def __post_init__(self) -> None:
        if self.worker_id == "":
            raise ValueError("worker_id is required")
        require_texts("active_jobs", self.active_jobs)
        require_texts("tags", self.tags)
        for job_id in self.active_jobs:
            require_job_id(job_id)
        if not self.bases:
            raise ValueError("server: at least one URL is required")
        require_credential("join_token", self.join_token)
        require_credential("key", self.key)
        for name in ("interval", "timeout", "longest_pause"):
            _require_seconds(name, getattr(self, name), above=0)
        _require_seconds("lease_margin", self.lease_margin)
        try:
            json.dumps(self.description, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ValueError(f"A registration cannot be written as JSON: {error}") from None

    @property
    def bases(self) -> Tuple[str, ...]:
        """The URLs of the API on each server."""
        urls = [self.server] if isinstance(self.server, str) else self.server
        return tuple(base_of(url) for url in urls)

    @property
    def description(self) -> Dict[str, Any]:
        """The body of a registration, without the fields of the process."""
        fields = {
            "workerId": self.worker_id,
            "name": self.name or self.worker_id,
            "maxConcurrentJobs": self.max_concurrent_jobs,
            "hostName": self.host_name,
            "hostAddress": self.host_address,
            "port": self.port,
            "capabilities": None if self.capabilities is None else dict(self.capabilities),
            "tags": None if self.tags is None else list(self.tags),
            "version": self.version,
            "priorityThreshold": self.priority_threshold,
            "workerLoadFactor": self.worker_load_factor,
            "zone": self.zone,
            "leaseSeconds": self.lease_seconds,
            "healthPath": self.health_path,
        }
        return {name: value for name, value in fields.items() if value is not None}


def base_of(url: str) -> str:
    """Adds the default path to a bare address; another path is where an application mounted the API."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f'server: "{url}" is not a URL with http:// or https://')
    path = parts.path.rstrip("/") or _PREFIX
    try:
        require_request("GET", path)
        parts.port
    except ValueError as error:
        raise ValueError(f'server: "{url}": {error}') from None
    return f"{parts.scheme}://{parts.netloc}{path}"


def _require_seconds(name: str, value: Optional[float], above: Optional[float] = None) -> None:
    if value is None:
        return
    is_number = isinstance(value, (int, float)) and 0 <= value <= _LONGEST
    if not is_number or value == above:
        raise ValueError(f"{name}: must be a number of seconds {'above' if above == 0 else 'from'} 0; got {value!r}")
