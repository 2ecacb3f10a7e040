// Deaths among a thousand workers at the default settings, with schedulers that claim all the while: until when a dead
// worker gets jobs, and when its jobs are back.
//
//   npm run build && node bench/deaths.mjs [minutes]        waits up to 5 minutes for the jobs
//
// Five processes with an open port are killed with SIGKILL: their host refuses connections from then on. Five workers
// without an address fall silent. Later 30 % of another zone fall silent for a minute, and return.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { keepBeating, send } from './deaths/beating.mjs';
import { Schedulers } from './deaths/schedulers.mjs';
import { follow, sinceLastBeat } from './deaths/watching.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { startProgram } from './support/service.mjs';

const MAIN = join(import.meta.dirname, '../dist/main.js');
const PROGRAM = join(import.meta.dirname, 'deaths/mortal-worker.mjs');

const WORKERS = 1000;
const ZONES = 10;
/** The workers that die are of these: with few, each gets about one job a second. */
const BUSY = 20;
const VICTIMS = 5;
const CLAIMS_A_SECOND = 20;
const LASTING_JOBS = 3;
/** Until all have sent a heartbeat and have jobs. */
const SETTLE_MS = 45_000;
/** Deaths are spread over an interval. */
const DEATHS_MS = 30_000;
/** No worker of this zone dies: suspects of a zone that is close to its guard get jobs again. */
const LATE = { share: 0.3, zone: `zone-${ZONES - 1}`, ms: 60_000 };

const description = (index) => ({
  workerId: `worker-${index}`,
  name: 'Worker',
  maxConcurrentJobs: 50,
  zone: `zone-${index % (index < BUSY ? ZONES - 1 : ZONES)}`,
  tags: index < BUSY ? ['busy'] : ['idle'],
});

/** Starts a worker in a process of its own. */
function startMortal(api, index) {
  const { workerId, ...body } = description(index);
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, API: api, WORKER_ID: workerId, BODY: JSON.stringify(body) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const victim = { workerId, die: () => child.kill('SIGKILL') };
  createInterface({ input: child.stdout }).on('line', (line) => (victim.lastBeat = JSON.parse(line).at));
  return victim;
}

/** Registers a worker whose heartbeats this process sends. */
async function startSimulated(api, index, silence) {
  const { status, body } = await send(`${api}/register`, description(index));
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  const { workerId } = description(index);
  const victim = { workerId, die: () => silence.set(workerId, Infinity) };
  void keepBeating(api, workerId, body.heartbeat.intervalSeconds, {
    accepted: (at) => (victim.lastBeat = at),
    silent: () => silence.get(workerId) ?? 0,
  });
  return victim;
}

async function startFleet(api, silence) {
  const victims = { refusing: [], silent: [] };
  for (let index = 0; index < WORKERS; index += 1) {
    if (index < VICTIMS) victims.refusing.push(startMortal(api, index));
    else {
      const worker = await startSimulated(api, index, silence);
      if (index < 2 * VICTIMS) victims.silent.push(worker);
    }
  }
  return victims;
}

/** Workers that live, or lived until now, and were judged dead. */
const failedAmong = (url, dead) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT count(DISTINCT worker_id)::integer AS n FROM worker_registration.journal
       WHERE type = 'failed' AND worker_id <> ALL ($1)`,
      [dead],
    );
    return rows[0].n;
  });

/** Reads for how long the service waits for the next heartbeat of each, in seconds: its interval and usual lateness. */
const patienceOf = (url, victims) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT w.worker_id AS name, date_part('epoch', s.due_at - s.last_heartbeat) + greatest(10, 2 * s.worst_lateness) AS seconds
       FROM worker_registration.worker_state AS s JOIN worker_registration.worker AS w USING (id)
       WHERE w.worker_id = ANY ($1)`,
      [victims.map(({ workerId }) => workerId)],
    );
    const seconds = new Map(rows.map((each) => [each.name, each.seconds]));
    for (const victim of victims) victim.patience = seconds.get(victim.workerId);
  });

/** A row about the time from suspicion until jobs are back. */
function soonRow(what, victims, goal) {
  const seconds = victims.map((victim) => (sinceLastBeat(victim, 'backAt') ?? Infinity) - victim.patience);
  return row({
    bench: `${what}: jobs are back after suspicion`,
    figure: Math.max(...seconds),
    unit: 's',
    atMost: goal,
    note: `of each: ${seconds.map((each) => each.toFixed(1)).join(', ')}`,
  });
}

/** Rows about one group of dead workers. A goal counts for the worst of them. */
function rowsOf(what, victims, goals) {
  const of = (event) => victims.map((victim) => sinceLastBeat(victim, event));
  const list = (seconds) =>
    seconds.map((each) => (each === undefined ? 'never' : each.toFixed(1))).join(', ');
  const most = (seconds) => (seconds.includes(undefined) ? Infinity : Math.max(...seconds));
  const suspected = of('suspectAt');
  const [claims, back] = [of('lastClaim'), of('backAt')];
  return [
    row({
      bench: `${what}: last claim after the last heartbeat`,
      figure: most(claims),
      unit: 's',
      atMost: goals.claim,
      note: `of each: ${list(claims)}; suspect after ${list(suspected)}; expected after ${list(victims.map(({ patience }) => patience))}`,
    }),
    row({
      bench: `${what}: jobs are back after the last heartbeat`,
      figure: most(back),
      unit: 's',
      atMost: goals.back,
      note: `of each: ${list(back)}`,
    }),
    ...(goals.backSoon === undefined ? [] : [soonRow(what, victims, goals.backSoon)]),
  ];
}

export async function* deaths({ minutes = 5 } = {}) {
  const postgres = await openPostgres();
  const service = await startProgram(MAIN, { env: { DATABASE_URL: postgres.url } });
  const silence = new Map();
  const busy = new Schedulers(service.api, 'busy');
  const zone = new Schedulers(service.api, 'zone');
  let victims = { refusing: [], silent: [] };
  try {
    victims = await startFleet(service.api, silence);
    busy.start(CLAIMS_A_SECOND, { tags: ['busy'] });
    await pause(SETTLE_MS);
    const all = [...victims.refusing, ...victims.silent];
    for (const { workerId } of all) await busy.assignLasting(workerId, LASTING_JOBS);
    for (const victim of all) setTimeout(() => victim.die(), Math.random() * DEATHS_MS);
    const back = follow(service.api, all, busy, minutes);
    await pause(DEATHS_MS);

    zone.start(CLAIMS_A_SECOND / 2, { zone: LATE.zone });
    const late = WORKERS / ZONES;
    for (let index = 0; index < late * LATE.share; index += 1)
      silence.set(`worker-${(index + BUSY / ZONES) * ZONES + ZONES - 1}`, Date.now() + LATE.ms);
    await pause(LATE.ms);
    zone.stop();
    await back;

    await patienceOf(postgres.url, all);
    yield* rowsOf('killed, its port refuses', victims.refusing, { claim: 40, back: 45, backSoon: 2 });
    yield* rowsOf('silent, without an address', victims.silent, { claim: 45 });
    yield row({
      bench: `30 % of a zone late for ${LATE.ms / 1000} s: claims refused`,
      figure: zone.refused,
      unit: 'claims',
      atMost: 0,
      note: `${zone.claims} found a worker${zone.why && `; ${zone.why}`}`,
    });
    const dead = all.map(({ workerId }) => workerId);
    yield row({
      bench: 'live workers FAILED',
      figure: await failedAmong(postgres.url, dead),
      unit: 'workers',
      atMost: 0,
      note: `${busy.claims} claims, ${busy.refused} refused${busy.why && `: ${busy.why}`}`,
    });
  } finally {
    busy.stop();
    zone.stop();
    for (const { workerId } of Array.from({ length: WORKERS }, (_, index) => description(index)))
      silence.set(workerId, Infinity);
    for (const { die } of victims.refusing) die();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await runAlone('deaths', deaths({ minutes: Number(process.argv[2] ?? 5) }));
