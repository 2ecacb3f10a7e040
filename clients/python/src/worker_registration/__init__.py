"""Keeps a Python program registered as a worker of a job scheduler.

    from worker_registration import Options, WorkerAgent

    with WorkerAgent(Options(server="http://127.0.0.1:8080", worker_id="worker-1")) as agent:
        with agent.job("job-1") as job:
            ...
"""

from ._agent import State, Stopped, WorkerAgent
from ._events import Event, EventName
from ._jobs import Job, JobLost
from ._options import Options, Status
from ._protocol import AgentError
from ._scheduler import Claim, SchedulerClient

__all__ = [
    "AgentError",
    "Claim",
    "Event",
    "EventName",
    "Job",
    "JobLost",
    "Options",
    "SchedulerClient",
    "State",
    "Status",
    "Stopped",
    "WorkerAgent",
]
