// Batches of heartbeats of gateways, to workers of consecutive numbers.
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

/** Sends each batch once, some at a time. */
export async function sendAll(url, batches, atOnce = 4) {
  const waiting = batches.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const { path, body } of waiting) {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(url + path, { method: 'POST', headers, body });
        if (!response.ok) throw new Error(`Refused: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      }
    }),
  );
}
