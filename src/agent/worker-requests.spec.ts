import type { HttpClient } from './http-client.js';
import { HttpBeats } from './http-beats.js';
import { agentSettings, type HeartbeatOverrides } from './options.js';
import { Registration } from './registration.js';
import { WorkerRequests } from './worker-requests.js';

const BODY = { cpuUsage: 0, memoryUsage: 0, eventLoopLagMs: 0, droppedJobs: [] };

describe('The time for an answer', () => {
  /** @returns how long a registration and a heartbeat may take */
  const limits = async (leaseMs?: number, heartbeat: HeartbeatOverrides = {}) => {
    const asked: number[] = [];
    const http = {
      sendRequest: (_request: object, ms: number) => {
        asked.push(ms);
        return Promise.resolve({ status: 200, body: {}, retryAfterMs: undefined });
      },
    };
    const settings = agentSettings({ server: 'http://127.0.0.1:1', workerId: 'w-1', heartbeat });
    const halt = new AbortController().signal;
    const requests = new WorkerRequests(settings, http as unknown as HttpClient, halt);
    requests.leaseMs = leaseMs;
    const parts = [settings, requests, { bootId: 'b' }, () => [], {}] as unknown;
    const registration = new Registration(...(parts as ConstructorParameters<typeof Registration>));
    await requests.sendRequest({ method: 'POST', path: '/register' });
    await new HttpBeats(registration).sendBeat(BODY);
    return asked;
  };

  it.each([
    ['is shorter for a heartbeat', undefined, {}, [10_000, 5000]],
    ['is a quarter of the lease at most', 12_000, {}, [3000, 3000]],
    ['is never less than a second', 2000, {}, [1000, 1000]],
    ['is that of the options', 300_000, { timeoutMs: 700 }, [700, 700]],
  ])('%s', async (_, leaseMs, heartbeat, expected) => {
    expect(await limits(leaseMs, heartbeat)).toEqual(expected);
  });
});
