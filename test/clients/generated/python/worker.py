"""A worker with a client that openapi-generator made."""

import sys

import openapi_client as api

server, worker_id = sys.argv[1:]
client = api.ApiClient(api.Configuration(host=server))
workers, jobs = api.WorkersApi(client), api.JobsApi(client)
registration = api.RegisterWorkerDto(
    workerId=worker_id, name="Generated", maxConcurrentJobs=2, tags=[worker_id], capabilities={"cuda": 12}, port=9000
)
assert workers.register_worker(registration).worker.port == 9000
workers.send_heartbeat(worker_id, heartbeat_dto=api.HeartbeatDto(status="IDLE"))
workers.send_heartbeat(worker_id, prefer="return=minimal")
claim = jobs.claim_job(api.ClaimJobDto(jobId=f"job-{worker_id}", tags=[worker_id]))
assert claim.worker.worker_id == worker_id and claim.fence > 0
assert worker_id in [worker.worker_id for worker in workers.list_workers().workers]
api.HealthApi(client).get_health_summary()
api.JournalApi(client).list_events()
jobs.end_job(job_id=f"job-{worker_id}", worker_id=worker_id)
workers.deregister_worker(worker_id, api.DeregisterDto(forceDeregister=True))
