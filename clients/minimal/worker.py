#!/usr/bin/env python3
"""python3 worker.py WORKER_ID SERVER [JOIN_TOKEN]: a worker that keeps itself registered."""
import http.client, json, os, random, signal, sys, threading, uuid
from urllib import error, request

worker_id, server, *join_token = sys.argv[1:]
api = f"{server}/api/v1/worker-registration"
token_file, boot_id = f"{worker_id}.token", str(uuid.uuid4())
running, leaving = set(), threading.Event()  # put the ids of your jobs into running


def call(path, body, token, limit=10):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        try:
            answer = request.urlopen(request.Request(api + path, json.dumps(body).encode(), headers), timeout=limit)
        except error.HTTPError as refused:
            answer = refused
        told = json.loads(answer.read())
        return (answer.code, told) if "success" in told else (0, {"message": "not an answer of the service"})
    except (OSError, ValueError, TypeError, http.client.HTTPException) as failed:  # a proxy may answer anything
        return 0, {"message": str(failed)}


def keep(token):
    with os.fdopen(os.open(token_file + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(token)
    os.replace(token_file + ".new", token_file)
    return token


def register(token):
    while not leaving.is_set():
        status, answer = call("/register", {"workerId": worker_id, "name": worker_id, "maxConcurrentJobs": 4,
                              "bootId": boot_id, "activeJobs": sorted(running)}, token or next(iter(join_token), None))
        if status in (200, 201):
            print(f"{answer['outcome']}: {answer['message']}", flush=True)
            return keep(answer["credentials"]["accessToken"]), answer["heartbeat"]["intervalSeconds"]
        print(f"not registered: {status} {answer.get('message')}", flush=True)
        token = None if answer.get("code") == "invalid_token" else token
        leaving.wait(random.uniform(0.5, 5))
    sys.exit(0)


for each in (signal.SIGTERM, signal.SIGINT):
    signal.signal(each, lambda *_: leaving.set())
(token, interval), status = register(open(token_file).read() if os.path.exists(token_file) else None), 200
while not leaving.wait(interval if 0 < status < 429 else random.uniform(0.5, 2)):
    status, answer = call(f"/{worker_id}/heartbeat", {"status": "BUSY" if running else "IDLE",
                          "currentJobCount": len(running), "bootId": boot_id}, token, limit=5)
    if status == 200:
        interval = answer["heartbeat"]["intervalSeconds"]
        token = keep(answer["accessToken"]) if "accessToken" in answer else token
    elif status in (401, 404):
        token, interval = register(token)
    elif status in (409, 410):
        sys.exit(f"stopping: {answer['message']}")
call(f"/{worker_id}/deregister", {"forceDeregister": True, "reason": "It was asked to end"}, token)
