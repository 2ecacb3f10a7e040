// Memory of one process for sessions that are open and idle, and what they cost at rest.
//
//   npm run build && node bench/idle-sessions.mjs [sessions]        default: 100,000
//
// Each is a file of the service, and one of the clients: where the limit of open files (ulimit -Hn) is lower, as many as it
// allows are opened, and the figures of the goals are continued by the growth from the first step to the last.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { openCrowd } from './support/crowd.mjs';
import { registered } from './support/heartbeats.mjs';
import { metricOf } from './support/metrics.mjs';
import { openPostgres } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, memoryMib, startService } from './support/service.mjs';

/** Goals: number of sessions, and MiB of the process. */
const GOALS = [
  [50_000, 1.2 * 1024],
  [100_000, 2.5 * 1024],
];
const STEPS = 4;
/** Files of a process that are no sessions. */
const OTHER_FILES = 500;

/** Node.js has already raised the soft limit to the hard one. */
async function openFiles() {
  const [, limit] = /^Max open files\s+(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8')) ?? [];
  return Number(limit ?? Infinity);
}

/** Lets garbage of the openings be collected; the sessions are pinged meanwhile. */
async function atRest(service, seconds) {
  await pause(seconds * 1000);
  const cpu = await cpuSeconds(service.pid);
  const began = performance.now();
  await pause(seconds * 1000);
  const used = (await cpuSeconds(service.pid)) - cpu;
  return { cores: (used / (performance.now() - began)) * 1000, mib: await memoryMib(service.pid) };
}

export async function* idleSessions({ sessions = 100_000, restSeconds = 15 } = {}) {
  const postgres = await openPostgres();
  const most = Math.min(sessions, (await openFiles()) - OTHER_FILES);
  const service = await startService(postgres.url, {
    WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS: String(most + 100),
    WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS_PER_ADDRESS: String(most + 100),
  });
  const crowds = [];
  try {
    const tokens = await registered(service.api, most);
    const registeredMib = await memoryMib(service.pid);
    const steps = [];
    for (let step = 1; step <= STEPS; step += 1) {
      const first = Math.floor((most * (step - 1)) / STEPS);
      const count = Math.floor((most * step) / STEPS);
      crowds.push(await openCrowd(service.url, tokens.slice(first, count), { first: first + 1 }));
      steps.push({ count, ...(await atRest(service, restSeconds)) });
      const confirmed = await metricOf(service.url, 'worker_registration_sessions_open');
      if (confirmed !== count) throw new Error(`${count} sessions were opened, and ${confirmed} are open`);
    }
    for (const crowd of crowds) {
      const { lost } = await crowd.report();
      if (lost > 0) throw new Error(`${lost} sessions were closed`);
    }
    const [one, last] = [steps[0], steps.at(-1)];
    const each = (last.mib - one.mib) / (last.count - one.count);
    const measured = steps.map(({ count, mib }) => `${count}: ${Math.round(mib)}`).join(', ');
    const named = (count) => count.toLocaleString('en');
    for (const [goal, atMost] of GOALS) {
      const how = last.count >= goal ? '' : `, continued from ${named(last.count)}`;
      yield row({
        bench: `${named(goal)} idle sessions on one process${how}`,
        figure: last.mib + each * (goal - last.count),
        unit: 'MiB',
        atMost,
        note: `MiB with ${measured} sessions, all confirmed by the service; ${(each * 1024).toFixed(1)} KiB each; ${Math.round(registeredMib)} MiB before`,
      });
    }
    yield row({
      bench: `CPU of ${named(last.count)} idle sessions, with their pings`,
      figure: last.cores * 100,
      unit: '% of a core',
      note: `with ${steps.map(({ count, cores }) => `${count}: ${(cores * 100).toFixed(1)}`).join(', ')}`,
    });
  } finally {
    for (const { stop } of crowds) stop();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('idle-sessions', idleSessions({ sessions: Number(process.argv[2] ?? 100_000) }));
}
