// Crashes of workers on sessions, and a rolling restart of three instances under them, at the default settings.
//
//   npm run build && node bench/crashes.mjs [sessions]
//
// First connections are cut, one after the other: time until the worker is shown as suspect, and until the last claim that
// goes to it though another worker fits. Then a process with the sessions of many workers is killed. Last, each instance is
// stopped and started again: no worker may be suspect.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { freePorts } from './support/free-ports.mjs';
import { PREFIX, registered } from './support/heartbeats.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startProgram } from './support/service.mjs';

const MAIN = join(import.meta.dirname, '../dist/main.js');
const FLEET = join(import.meta.dirname, 'support/session-fleet.mjs');

const INSTANCES = 3;
/** Time from the cut until the worker must be suspect. */
const LIMIT_MS = 10_000;
const LOOK_MS = 5;
/** Workers of the process that is killed. */
const OF_PROCESS = 100;

async function post(api, path, body) {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

function startInstance(databaseUrl, port) {
  const env = {
    DATABASE_URL: databaseUrl,
    SERVER_PORT: String(port),
    WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS_PER_ADDRESS: '20000',
    WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS: '20000',
  };
  return startProgram(MAIN, { env });
}

/** Two workers for each crash, that only its jobs fit: the one with the lighter load dies. */
async function registerPair(api, index) {
  const tags = [`pair-${index}`];
  const [dying, other] = [`dying-${index}`, `other-${index}`];
  const tokens = [];
  for (const [workerId, maxConcurrentJobs] of [
    [dying, 100],
    [other, 3],
  ]) {
    const { body } = await post(api, '/register', { workerId, name: 'Worker', maxConcurrentJobs, tags });
    tokens.push(body.credentials.accessToken);
  }
  for (const job of [1, 2]) await post(api, `/${other}/jobs`, { jobId: `other-${index}-${job}` });
  return { dying, tags, sessions: [dying, other].map((workerId, at) => ({ workerId, token: tokens[at] })) };
}

/** Cuts the connection of a worker. @returns ms until it is suspect, and until the last claim that went to it */
async function crash(fleet, apis, { dying, tags }, index) {
  fleet.send({ crash: dying });
  await once(fleet, 'message');
  const since = performance.now();
  let lastClaim = 0;
  const claims = (async () => {
    for (let job = 0; performance.now() - since < LIMIT_MS; job += 1) {
      const sent = performance.now() - since;
      const { body } = await post(apis[job % apis.length], '/jobs/claim', {
        jobId: `job-${index}-${job}`,
        tags,
      });
      if (body.worker?.workerId !== dying) return;
      lastClaim = sent;
    }
  })();
  let suspectMs = Infinity;
  while (performance.now() - since < LIMIT_MS) {
    const { suspect } = await (await fetch(`${apis[index % apis.length]}/${dying}`)).json();
    if (suspect) {
      suspectMs = performance.now() - since;
      break;
    }
    await pause(LOOK_MS);
  }
  await claims;
  return { suspectMs, lastClaim };
}

/** @throws Error if the answer is no list */
async function suspectsOf(api, tag) {
  const response = await fetch(`${api}?suspect=true&limit=1000&tag=${tag}`);
  if (!response.ok) throw new Error(`Refused: ${response.status} ${await response.text()}`);
  return (await response.json()).workers;
}

/** Kills a process that has many sessions. @returns ms until each of its workers is shown as suspect */
async function killProcess(apis, urls) {
  const sessions = [];
  for (let index = 0; index < OF_PROCESS; index += 1) {
    const workerId = `killed-${index}`;
    const worker = { workerId, name: 'Worker', maxConcurrentJobs: 3, tags: ['killed'] };
    const { body } = await post(apis[0], '/register', worker);
    sessions.push({ workerId, token: body.credentials.accessToken });
  }
  const client = fork(FLEET, { stdio: 'inherit' });
  try {
    client.send({ urls, prefix: PREFIX, sessions });
    await once(client, 'message');
    client.kill('SIGKILL');
    const since = performance.now();
    const found = new Map();
    for (let look = 0; found.size < OF_PROCESS && performance.now() - since < LIMIT_MS; look += 1) {
      const suspects = await suspectsOf(apis[look % apis.length], 'killed');
      const ms = performance.now() - since;
      for (const { workerId } of suspects) if (!found.has(workerId)) found.set(workerId, ms);
      await pause(LOOK_MS);
    }
    return sessions.map(({ workerId }) => found.get(workerId) ?? Infinity);
  } finally {
    client.kill('SIGKILL');
  }
}

/** Stops each instance and starts it again. @returns how many workers were suspect at most, and how many failed */
async function rollingRestart(url, instances, ports) {
  let [most, looked] = [0, 0];
  const looks = new AbortController();
  const crashed = `s.id IN (SELECT id FROM worker_registration.worker WHERE worker_id ~ '^(dying|killed)-')`;
  const looking = (async () => {
    while (!looks.signal.aborted) {
      const service = instances.find((each) => each !== undefined);
      const suspects = await suspectsOf(service.api, 'rolling').catch((error) => {
        // It may be about to stop.
        if (error.message.startsWith('Refused: 4')) throw error;
      });
      if (suspects !== undefined) {
        most = Math.max(most, suspects.length);
        looked += 1;
      }
      await pause(200);
    }
  })();
  looking.catch(() => undefined);
  for (const [index, port] of ports.entries()) {
    const { [index]: old } = instances;
    instances[index] = undefined;
    await old.stop();
    instances[index] = await startInstance(url, port);
    await pause(8000);
  }
  looks.abort();
  await looking;
  if (looked === 0) throw new Error('No instance told who is suspect');
  const failed = await withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT count(*)::integer AS n FROM worker_registration.worker_state AS s WHERE health <> 'HEALTHY' AND NOT ${crashed}`,
    );
    return rows[0].n;
  });
  return { most, failed, looked };
}

export async function* crashes({ workers = 10_000, victims = 100 } = {}) {
  const postgres = await openPostgres();
  const ports = await freePorts(INSTANCES);
  const instances = [];
  const fleet = fork(FLEET, { stdio: 'inherit' });
  try {
    for (const port of ports) instances.push(await startInstance(postgres.url, port));
    const apis = instances.map(({ api }) => api);
    const pairs = [];
    for (let index = 0; index < victims; index += 1) pairs.push(await registerPair(apis[0], index));
    const tokens = await registered(apis[0], workers, { tags: ['rolling'] });
    const sessions = [
      ...pairs.flatMap((pair) => pair.sessions),
      ...tokens.map((token, index) => ({ workerId: `worker-${index + 1}`, token })),
    ];
    fleet.send({ urls: instances.map(({ url }) => url), prefix: PREFIX, sessions });
    await once(fleet, 'message');
    const found = [];
    for (const [index, pair] of pairs.entries()) found.push(await crash(fleet, apis, pair, index));
    const p99 = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)];
    const [suspects, claims] = ['suspectMs', 'lastClaim'].map((name) => found.map((each) => each[name]));
    const bench = `a crash, ${workers.toLocaleString('en')} sessions on ${INSTANCES} instances`;
    yield row({
      bench: `${bench}: suspect`,
      figure: p99(suspects),
      unit: 'ms, p99',
      atMost: 200,
      note: `median ${median(suspects).toFixed(0)} ms of ${victims}`,
    });
    yield row({
      bench: `${bench}: last claim that went to it`,
      figure: p99(claims),
      unit: 'ms, p99',
      atMost: 100,
      note: `median ${median(claims).toFixed(0)} ms, through all instances in turn`,
    });
    const killed = await killProcess(
      apis,
      instances.map(({ url }) => url),
    );
    yield row({
      bench: `a killed process with ${OF_PROCESS} sessions: suspect`,
      figure: p99(killed),
      unit: 'ms, p99',
      atMost: 200,
      note: `median ${median(killed).toFixed(0)} ms`,
    });
    const { most, failed, looked } = await rollingRestart(postgres.url, instances, ports);
    fleet.send({ end: true });
    const [counts] = await once(fleet, 'message');
    yield row({
      bench: 'a rolling restart of all instances: suspects at most',
      figure: most,
      unit: 'workers',
      atMost: 0,
      note: `in ${looked} looks; ${failed} not HEALTHY; ${counts.connected} sessions were opened, ${counts.refused} refusals`,
    });
  } finally {
    fleet.kill('SIGKILL');
    for (const instance of instances) await instance?.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [workers = 10_000] = process.argv.slice(2).map(Number);
  await runAlone('crashes', crashes({ workers }));
}
