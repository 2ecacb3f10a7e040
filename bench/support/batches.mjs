// Batches of heartbeats of gateways, to workers of consecutive numbers.
import { setTimeout as pause } from 'node:timers/promises';
import { PREFIX } from './heartbeats.mjs';

export const BATCH = 1000;

/** @returns batches of the workers from one number to another */
export function batchesOf(first, last, body) {
  return Array.from({ length: Math.ceil((last - first + 1) / BATCH) }, (_, index) => {
    const from = first + index * BATCH;
    const items = Array.from({ length: Math.min(BATCH, last - from + 1) }, (__, at) => ({
      workerId: `worker-${from + at}`,
      ...body,
    }));
    return { path: `${PREFIX}/heartbeat/batch`, body: JSON.stringify(items) };
  });
}

const RETRY_MS = 1000;

/** Sends each batch, some at a time, and again when the service is busy. @returns how many items succeeded, and how often one was busy */
export async function sendAll(url, batches, atOnce = 4) {
  const waiting = [...batches];
  const seen = { items: 0, busy: 0 };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(url + batch.path, { method: 'POST', headers, body: batch.body });
        const answer = await response.text();
        if (response.ok) {
          seen.items += JSON.parse(answer).succeeded;
          continue;
        }
        if (response.status !== 503) throw new Error(`Refused: ${response.status} ${answer}`);
        seen.busy += 1;
        waiting.push(batch);
        await pause(RETRY_MS);
      }
    }),
  );
  return seen;
}
