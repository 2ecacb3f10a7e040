// The delay of events to a thousand readers of one process, which also accepts 5,000 heartbeats per second.
//
//   npm run build && node bench/stream.mjs
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { PREFIX, registered, spreadOver } from './support/heartbeats.mjs';
import { startPaced } from './support/paced-load.mjs';
import { openPostgres, requireExact, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, memoryMib, startService } from './support/service.mjs';

const WORKERS = 10_000;
const READERS = 1000;
const EVENTS_A_SECOND = 50;
const BEATS_A_SECOND = 5000;
/** As a gateway sends them: single ones would need a core for the load generator. */
const BATCH = 50;
const SETTLE_MS = 2000;
/** The load generators start and connect meanwhile: events of this time are counted, but not timed. */
const WARMUP_MS = 3000;
const PROGRAM = join(import.meta.dirname, 'support/stream-readers.mjs');

async function startReaders(orders) {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('The readers have ended');
    return value;
  };
  await ask(JSON.stringify(orders));
  return { sample: async () => JSON.parse(await ask('')), stop: () => child.stdin.end() };
}

export async function* stream({ seconds = 20, readers = READERS } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  let reading;
  try {
    await registered(service.api, WORKERS);
    await pause(SETTLE_MS);
    reading = await startReaders({ url: `${service.api}/events/stream`, readers });
    const load = (rate, requests) => startPaced({ url: service.url, rate, seconds, requests }).done;
    const events = () =>
      load(
        EVENTS_A_SECOND,
        Array.from({ length: WORKERS }, (_, index) => ({
          path: `${PREFIX}/register`,
          body: JSON.stringify({ workerId: `worker-${index + 1}`, name: 'Worker', maxConcurrentJobs: 10 }),
        })),
      );
    const beats = () =>
      load(
        BEATS_A_SECOND / BATCH,
        spreadOver(WORKERS, BATCH).map((names) => ({
          path: `${PREFIX}/heartbeat/batch`,
          body: JSON.stringify(names.map((workerId) => ({ workerId, currentJobCount: 3, cpuUsage: 45.5 }))),
        })),
      );
    let written = 0;
    const measure = async (bench, loads, atMost) => {
      const cpu = await cpuSeconds(service.pid);
      const began = performance.now();
      const running = Promise.all(loads.map((start) => start()));
      running.catch(() => undefined);
      await pause(WARMUP_MS);
      await reading.sample();
      const [made, taken] = await running;
      const cores = (await cpuSeconds(service.pid)) - cpu;
      const took = (performance.now() - began) / 1000;
      written += made.sent;
      await pause(SETTLE_MS);
      const { p50Ms, p99Ms, maxMs, least, most, ended } = await reading.sample();
      if (least !== written || most !== written || ended > 0)
        throw new Error(
          `${written} events, and readers have ${least} to ${most} of them; ${ended} were disconnected`,
        );
      const memory = await memoryMib(service.pid);
      const beat = taken === undefined ? '' : `; a batch of heartbeats p99 ${taken.p99Ms.toFixed(0)} ms`;
      return {
        sent: taken?.sent ?? 0,
        row: row({
          bench: `${EVENTS_A_SECOND} events/s to ${readers} readers, ${bench}: p99`,
          figure: p99Ms,
          unit: 'ms',
          atMost,
          note: `p50 ${p50Ms} ms, longest ${maxMs} ms; each has all ${written}; ${(cores / took).toFixed(2)} cores, ${memory.toFixed(0)} MiB${beat}`,
        }),
      };
    };
    const quiet = await measure('nothing else', [events], 250);
    yield quiet.row;
    const loaded = await measure(`with ${BEATS_A_SECOND} heartbeats/s`, [events, beats], 500);
    yield loaded.row;
    await withClient(postgres.url, (client) => requireExact(client, loaded.sent * BATCH));
  } finally {
    reading?.stop();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('stream', stream());
}
