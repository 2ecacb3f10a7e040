/** A worker with types that openapi-typescript made. */
import createClient from 'openapi-fetch';
import type { paths } from './api';

const [, , server = '', workerId = ''] = process.argv;
const api = createClient<paths>({ baseUrl: server });
const jobId = `job-${workerId}`;
const path = { workerId };

function need<Value>({ data, error }: { data?: Value; error?: unknown }): Value {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

(async () => {
  const body = {
    workerId,
    name: 'Generated',
    maxConcurrentJobs: 2,
    tags: [workerId],
    capabilities: { cuda: 12 },
    port: 9000,
    priorityThreshold: 0,
    workerLoadFactor: 1,
    force: false,
    expectOnline: true,
  };
  const { worker } = need(await api.POST('/api/v1/worker-registration/register', { body }));
  if (worker.port !== 9000) throw new Error('port');
  const beat = '/api/v1/worker-registration/{workerId}/heartbeat';
  need(await api.POST(beat, { params: { path }, body: { status: 'IDLE' } }));
  need(await api.POST(beat, { params: { path, header: { Prefer: 'return=minimal' } }, body: {} }));
  const job = { jobId, tags: [workerId], priority: 0 };
  const claim = need(await api.POST('/api/v1/worker-registration/jobs/claim', { body: job }));
  if (claim.worker.workerId !== workerId || claim.fence <= 0) throw new Error('claim');
  need(await api.GET('/api/v1/worker-registration'));
  need(await api.GET('/api/v1/worker-registration/health/summary'));
  need(await api.GET('/api/v1/worker-registration/events'));
  const ofJob = { params: { path: { workerId, jobId } } };
  const { error } = await api.DELETE('/api/v1/worker-registration/{workerId}/jobs/{jobId}', ofJob);
  if (error !== undefined) throw new Error(JSON.stringify(error));
  const leave = { forceDeregister: true, drain: false };
  need(
    await api.POST('/api/v1/worker-registration/{workerId}/deregister', { params: { path }, body: leave }),
  );
})().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
