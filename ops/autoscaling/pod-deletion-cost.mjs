// Makes Kubernetes remove the right pods first: writes the annotation controller.kubernetes.io/pod-deletion-cost from `leave`
// of GET /capacity, again and again; workers that drain come before these. The workerId of each worker is the name of its
// pod. Needs Node.js 20, and a service account that may list and patch pods of its namespace.
//
//   WORKER_REGISTRATION_URL      http://worker-registration.worker-registration.svc/api/v1/worker-registration
//   WORKER_REGISTRATION_API_KEY  a key with the role viewer; none in the open mode
//   POOL                         a pool of the settings; default: the whole fleet
//   NAMESPACE, SELECTOR          of the pods: workers, app=workers
//   EVERY_SECONDS                default: 30; 0: once
//   KUBERNETES_URL               default: https://kubernetes.default.svc
//   NODE_EXTRA_CA_CERTS          /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
import { readFile } from 'node:fs/promises';
import process, { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const COST = 'controller.kubernetes.io/pod-deletion-cost';
/** Pods without a cost have 0: those to remove first are below, the first one lowest. */
const LOWEST = -1000;
/** Workers that drain are to be removed before all others, drained ones first. */
const DRAINING = -2000;
const DRAINED = -3000;
const TIMEOUT_MS = 10_000;

const { WORKER_REGISTRATION_URL: service, WORKER_REGISTRATION_API_KEY: key, POOL: pool } = env;
const {
  NAMESPACE: namespace = 'workers',
  SELECTOR: selector = 'app=workers',
  EVERY_SECONDS: every = '30',
  KUBERNETES_URL: kubernetes = 'https://kubernetes.default.svc',
} = env;
const pods = `${kubernetes}/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;

async function ask(url, { token, ...options }) {
  const headers = { ...options.headers, ...(token && { authorization: `Bearer ${token}` }) };
  const controller = new AbortController();
  const timeout = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(url, { ...options, headers, signal: controller.signal }).catch((error) => {
      throw new Error(`${url} does not answer: ${error.cause?.message ?? error.message}`);
    });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    return await answer.json();
  } finally {
    clearTimeout(timeout);
  }
}

/** Returns the cost of each worker that drains. */
async function costsOfDraining() {
  const costs = [];
  let cursor;
  do {
    const query = new URLSearchParams({
      order: 'DRAINING',
      presence: 'PRESENT',
      limit: '1000',
      ...(cursor && { cursor }),
    });
    const { workers, nextCursor } = await ask(`${service}/?${query}`, { token: key });
    for (const { workerId, currentJobCount, assignedJobCount } of workers)
      costs.push([workerId, String(Math.max(currentJobCount, assignedJobCount) > 0 ? DRAINING : DRAINED)]);
    cursor = nextCursor;
  } while (cursor);
  return costs;
}

async function writeCosts() {
  const query = pool ? `?pool=${encodeURIComponent(pool)}` : '';
  const { leave } = await ask(`${service}/capacity${query}`, { token: key });
  const wanted = new Map([
    ...leave.workers.map(({ workerId }, place) => [workerId, String(LOWEST + place)]),
    ...(await costsOfDraining()),
  ]);
  // Kubernetes renews the token.
  const token = await readFile(ACCOUNT, 'utf8').catch(() => '');
  const { items } = await ask(`${pods}?labelSelector=${encodeURIComponent(selector)}`, { token });
  let changed = 0;
  for (const { metadata } of items) {
    const cost = wanted.get(metadata.name) ?? null;
    if (cost === (metadata.annotations?.[COST] ?? null)) continue;
    changed += 1;
    await ask(`${pods}/${encodeURIComponent(metadata.name)}`, {
      token,
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ metadata: { annotations: { [COST]: cost } } }),
    });
  }
  process.stdout.write(`${wanted.size} workers to remove first; ${changed} pods changed\n`);
}

if (!service) {
  process.stderr.write('WORKER_REGISTRATION_URL is not set\n');
  process.exit(2);
}
if (!(Number(every) >= 0)) {
  process.stderr.write(`EVERY_SECONDS must be a number, for example 30; got ${JSON.stringify(every)}\n`);
  process.exit(2);
}
do {
  await writeCosts().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
  await pause(1000 * Number(every));
} while (Number(every) > 0);
