import { setTimeout as pause } from 'node:timers/promises';
import type { Crowd } from '../clients/crowd.js';
import type { World } from '../parts/world.js';
import type { Fault } from './fault.js';

const JOBS = ['first', 'second', 'third'];
/** An instance answers from what is stored; its caches are shorter than this. */
const SHOWN_MS = 200;

/**
 * A scheduler reports a live worker: for two of its jobs, which is not enough, then for the third, and at
 * last that it works. The worker joins for that, and leaves then.
 */
export const workerReported: Fault = {
  part: 'workers',
  name: 'a scheduler reports a worker',
  lasts: [0, 0],
  async inject(world, choice, crowd) {
    const { instances } = world;
    const workerId = `reported-${crowd.ledger.accusations.length + 1}`;
    let turn = choice;
    /** Asks one instance after the other until one accepts it. */
    const send = async (path: string, body: object = {}): Promise<void> => {
      for (;;) {
        turn += 1;
        const { api } = instances[turn % instances.length]!;
        const answer = await api.post(path, body).catch(() => undefined);
        if (answer !== undefined && answer.status < 300) return;
        await pause(SHOWN_MS);
      }
    };
    // Long enough that its silence does not matter.
    await send('/register', { workerId, name: workerId, maxConcurrentJobs: JOBS.length, leaseSeconds: 60 });
    for (const job of JOBS) await send(`/${workerId}/jobs`, { jobId: `${workerId}-${job}` });
    for (const [index, job] of JOBS.entries()) {
      await send(`/${workerId}/observations`, { kind: 'refused', jobId: `${workerId}-${job}` });
      await look(world, crowd, { workerId, reports: index + 1, expected: index + 1 === JOBS.length });
    }
    await send(`/${workerId}/observations`, { kind: 'ok' });
    await look(world, crowd, { workerId, reports: 0, expected: false });
    await send(`/${workerId}/force-deregister`);
    return () => Promise.resolve();
  },
};

async function look(
  { instances }: World,
  { ledger }: Crowd,
  given: { workerId: string; reports: number; expected: boolean },
): Promise<void> {
  await pause(SHOWN_MS);
  for (const { api, name } of instances) {
    const { status, body } = await api.get<{ suspect: boolean }>(`/${given.workerId}`);
    if (status === 200) ledger.accusations.push({ ...given, where: name, shown: body.suspect });
  }
}
