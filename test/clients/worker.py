"""A worker with the Python client, for scenario.ts: options as JSON, then commands on standard input."""

import json
import os
import sys
import threading

from worker_registration import AgentError, Event, Options, SchedulerClient, WorkerAgent

options = json.loads(sys.argv[1])
agent = WorkerAgent(Options(handle_signals=True, **options))
running = {}
writing = threading.Lock()
stopping, has_said = threading.Event(), threading.Event()


def say(event, **detail):
    with writing:
        print(json.dumps({"event": event, **detail}), flush=True)


def hear(event: Event):
    say(
        event.name,
        code=event.code,
        jobId=event.job_id,
        outcome=event.outcome,
        releasedJobs=event.released_jobs,
    )


def run(job_id):
    with agent.job(job_id) as job:
        done = running[job_id] = threading.Event()
        say("running", jobId=job_id)
        while not (done.wait(0.02) or job.lost.is_set()):
            pass
        say("ended", jobId=job_id, code="" if job.reason is None else job.reason.code)


def follow(command, *rest):
    if command == "run":
        threading.Thread(target=run, args=rest, daemon=False).start()
    elif command == "finish":
        running[rest[0]].set()
    elif command == "take":
        say("taken", fence=agent.take_job(rest[0]))
    elif command == "end":
        agent.end_job(rest[0])
        say("recorded", jobId=rest[0])
    elif command == "claim":
        scheduler = SchedulerClient(options["server"], os.environ["SCHEDULER_KEY"])
        claim = scheduler.claim(rest[0], tags=list(rest[1:]))
        say("claimed", workerId=claim.worker_id, fence=claim.fence)
    elif command == "accepts":
        say("accepts", work=agent.accepts_work)
    elif command == "stop":
        stopping.set()
        try:
            stopped = agent.stop()
            say("stopped", deregistered=stopped.deregistered, abandonedJobs=stopped.abandoned_jobs)
        finally:
            has_said.set()


def obey():
    for line in sys.stdin:
        try:
            follow(*line.split())
        except AgentError as error:
            say("refused", code=error.code)


for name in (
    "registered",
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
):
    agent.on(name, hear)
try:
    agent.start()
except AgentError as error:
    sys.exit(f"refused: {error.code}")
threading.Thread(target=obey, daemon=True).start()
state = agent.wait()
if stopping.is_set():
    has_said.wait(10)
say("over", state=state)
