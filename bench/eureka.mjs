// The facade of Eureka: how long a client waits for all instances and for a delta, and whether deltas lead to the right hash.
//
//   npm run build && node bench/eureka.mjs [seconds of churn]
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { openPostgres } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

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

async function timed(samples, work) {
  const began = performance.now();
  const result = await work();
  samples.push(performance.now() - began);
  return result;
}

const register = (eureka, given) => send('POST', `${eureka}/apps/${given.app}`, { instance: given });

async function fill(eureka) {
  for (let from = 0; from < INSTANCES; from += BATCH)
    await Promise.all(Array.from({ length: BATCH }, (_, n) => register(eureka, instance(from + n))));
  while (!(await send('GET', `${eureka}/apps/delta`)).includes(`"apps__hashcode":"UP_${INSTANCES}_"`))
    await pause(200);
}

/** A client: what it knows, by application and instance. */
class Client {
  known = new Map();

  constructor(text) {
    this.apply(text);
  }

  /** @returns whether what it knows has the hash code of the answer */
  apply(text) {
    const { applications } = JSON.parse(text);
    for (const { instance: instances } of applications.application)
      for (const { app, instanceId, status, actionType } of instances)
        if (actionType === 'DELETED') this.known.delete(`${app} ${instanceId}`);
        else this.known.set(`${app} ${instanceId}`, status);
    const counts = new Map();
    for (const status of this.known.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    const hash = [...counts]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([status, count]) => `${status}_${count}_`)
      .join('');
    return hash === applications.apps__hashcode;
  }
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

const at = (samples, share) =>
  samples.toSorted((one, other) => one - other)[Math.ceil(samples.length * share) - 1];

export async function* eureka({ seconds = 600 } = {}) {
  const postgres = await openPostgres();
  const start = () => startService(postgres.url, { WORKER_REGISTRATION_FACADES_EUREKA_ENABLED: 'true' });
  let service = await start();
  try {
    await fill(`${service.url}/eureka`);
    // Deltas would hold the whole fleet for three minutes.
    await service.stop();
    service = await start();
    const url = `${service.url}/eureka`;
    const [first, cold, full, delta] = [[], [], [], []];
    const counts = { changes: 0, deltas: 0, mismatches: 0 };
    const client = new Client(await timed(first, () => send('GET', `${url}/apps`)));
    const churning = churn(url, seconds + WARM_UP_SECONDS, counts);
    const warm = performance.now() + WARM_UP_SECONDS * 1000;
    const until = warm + seconds * 1000;
    while (performance.now() < until) {
      const isWarm = performance.now() > warm;
      const text = await timed(isWarm ? delta : cold, () => send('GET', `${url}/apps/delta`));
      counts.deltas += 1;
      if (!client.apply(text)) {
        counts.mismatches += 1;
        client.known.clear();
        client.apply(await send('GET', `${url}/apps`));
      }
      if (counts.deltas % 10 === 0) await timed(isWarm ? full : cold, () => send('GET', `${url}/apps`));
      await pause(250);
    }
    await churning;
    const bench = (what) => `Eureka, ${INSTANCES} instances: ${what}`;
    const note = `${counts.changes} changes in ${seconds + WARM_UP_SECONDS} s`;
    yield* [
      row({
        bench: bench('all instances, at first'),
        figure: first[0],
        unit: 'ms',
        note: 'just after a start',
      }),
      row({ bench: bench('all instances, p99'), figure: at(full, 0.99), unit: 'ms', atMost: 300, note }),
      row({ bench: bench('delta, p50'), figure: at(delta, 0.5), unit: 'ms', note }),
      row({ bench: bench('delta, p99'), figure: at(delta, 0.99), unit: 'ms', atMost: 20, note }),
      row({
        bench: bench('deltas with another hash'),
        figure: counts.mismatches,
        unit: `of ${counts.deltas}`,
        atMost: 0,
        note,
      }),
    ];
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [seconds] = process.argv.slice(2).map(Number);
  await runAlone('eureka', eureka(seconds === undefined ? {} : { seconds }));
}
