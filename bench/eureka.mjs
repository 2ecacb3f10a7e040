// The facade of Eureka: how long a client waits for all instances and for a delta, and whether deltas lead to the right hash.
//
//   npm run build && node bench/eureka.mjs [seconds of churn]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { openMonitor } from './support/event-loop.mjs';
import { percentiles } from './support/paced-load.mjs';
import { openPostgres } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

const CLIENT = join(import.meta.dirname, 'support/eureka-client.mjs');
const INSTANCES = 10_000;
const APPLICATIONS = 100;
const CHANGES_A_SECOND = 20;
const BATCH = 1000;

const instance = (n, status = 'UP', dirty = 1) => ({
  instanceId: `i-${n}`,
  app: `APP-${n % APPLICATIONS}`,
  hostName: `host-${n}.prod.example.org`,
  ipAddr: `10.${n >> 14}.${(n >> 7) & 127}.${n & 127}`,
  status,
  port: { $: 8080, '@enabled': 'true' },
  securePort: { $: 443, '@enabled': 'false' },
  dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
  leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 86_400 },
  metadata: { 'management.port': '8081', zone: 'eu-1', version: '2.1.0' },
  homePageUrl: `http://host-${n}.prod.example.org:8080/`,
  statusPageUrl: `http://host-${n}.prod.example.org:8080/actuator/info`,
  healthCheckUrl: `http://host-${n}.prod.example.org:8080/actuator/health`,
  vipAddress: `app-${n % APPLICATIONS}`,
  secureVipAddress: `app-${n % APPLICATIONS}`,
  lastUpdatedTimestamp: '1764460000000',
  lastDirtyTimestamp: String(1_764_460_000_000 + dirty),
});

async function send(method, url, body) {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text;
}

const register = (eureka, given) => send('POST', `${eureka}/apps/${given.app}`, { instance: given });

async function fill(eureka) {
  for (let from = 0; from < INSTANCES; from += BATCH)
    await Promise.all(Array.from({ length: BATCH }, (_, n) => register(eureka, instance(from + n))));
  while (!(await send('GET', `${eureka}/apps/delta`)).includes(`"apps__hashcode":"UP_${INSTANCES}_"`))
    await pause(200);
}

async function churn(eureka, seconds, counts) {
  const until = performance.now() + seconds * 1000;
  const statuses = ['UP', 'DOWN', 'STARTING', 'OUT_OF_SERVICE'];
  for (let n = 0; performance.now() < until; n += 1) {
    const which = (n * 7919) % INSTANCES;
    if (n % 5 === 4)
      await send('DELETE', `${eureka}/apps/APP-${which % APPLICATIONS}/i-${which}`).catch(() => undefined);
    else await register(eureka, instance(which, statuses[n % 4], n + 2));
    counts.changes += 1;
    await pause(1000 / CHANGES_A_SECOND);
  }
}

/** The first answers of a process are slow, as code is compiled. */
const WARM_UP_SECONDS = 10;

/** The times are those of a process that does nothing else meanwhile. */
async function measureClient(orders) {
  const child = spawn(process.execPath, ['--expose-gc', CLIENT], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(orders));
  return json(child.stdout);
}

export async function* eureka({ seconds = 600 } = {}) {
  const postgres = await openPostgres();
  const monitor = openMonitor();
  const start = (env) =>
    startService(postgres.url, { WORKER_REGISTRATION_FACADES_EUREKA_ENABLED: 'true', ...env });
  let service = await start();
  try {
    await fill(`${service.url}/eureka`);
    // Deltas would hold the whole fleet for three minutes.
    await service.stop();
    service = await start(monitor.env);
    const url = `${service.url}/eureka`;
    const counts = { changes: 0 };
    const measuring = measureClient({
      url,
      seconds,
      warmUpSeconds: WARM_UP_SECONDS,
      everyMs: 250,
      deltasPerFull: 10,
    });
    const churning = churn(url, seconds + WARM_UP_SECONDS, counts);
    await pause(WARM_UP_SECONDS * 1000);
    await monitor.ask();
    const measured = await measuring;
    const loop = await monitor.ask();
    await churning;
    const bench = (what) => `Eureka, ${INSTANCES} instances: ${what}`;
    const loopNote = `event loop of the service: p99 ${loop.p99Ms.toFixed(1)} ms, longest ${loop.longestMs.toFixed(0)} ms`;
    const rowsOf = (what, samples, atMost) => {
      const { p50Ms, p99Ms, maxMs } = percentiles(samples.map(({ ms }) => ms));
      const late = percentiles(samples.map(({ lateMs }) => lateMs));
      const kib = Math.round(samples.at(-1).bytes / 1024);
      return [
        row({ bench: bench(`${what}, p50`), figure: p50Ms, unit: 'ms', note: `the last one has ${kib} KiB` }),
        row({
          bench: bench(`${what}, p99`),
          figure: p99Ms,
          unit: 'ms',
          atMost,
          note:
            `of ${samples.length}, longest ${maxMs.toFixed(0)} ms; the client itself was late by ` +
            `${late.p50Ms.toFixed(1)} ms (p50), ${late.p99Ms.toFixed(1)} ms (p99); ${loopNote}`,
        }),
      ];
    };
    yield* [
      row({
        bench: bench('all instances, at first'),
        figure: measured.firstMs,
        unit: 'ms',
        note: 'just after a start',
      }),
      ...rowsOf('all instances', measured.full, 300),
      ...rowsOf('delta', measured.delta, 20),
      row({
        bench: bench('deltas or lists with another hash'),
        figure: measured.mismatches,
        unit: `of ${measured.deltas}`,
        atMost: 0,
        note: `${counts.changes} changes in ${seconds + WARM_UP_SECONDS} s`,
      }),
    ];
  } finally {
    await service.stop();
    await postgres.close();
    await monitor.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [seconds] = process.argv.slice(2).map(Number);
  await runAlone('eureka', eureka(seconds === undefined ? {} : { seconds }));
}
