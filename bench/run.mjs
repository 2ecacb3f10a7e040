// Runs all benches in turn and prints one table.
//
//   npm run bench                 a short run of a few minutes
//   npm run bench -- --full       the run in docs/notes/performance.md; two hours on an idle machine
//   npm run bench -- claims       some of them
//   npm run bench -- --json       only the rows, as JSON
import { claims } from './claims.mjs';
import { crashes } from './crashes.mjs';
import { deaths } from './deaths.mjs';
import { detection } from './detectors.mjs';
import { eureka } from './eureka.mjs';
import { fleetRestart } from './fleet-restart.mjs';
import { forecasts } from './forecasts.mjs';
import { growth } from './growth.mjs';
import { heartbeats } from './heartbeats.mjs';
import { idleSessions } from './idle-sessions.mjs';
import { latency } from './latency.mjs';
import { million } from './million.mjs';
import { narrow } from './narrow.mjs';
import { paced } from './paced.mjs';
import { peers } from './peers.mjs';
import { processes } from './processes.mjs';
import { reads } from './reads.mjs';
import { registrations } from './registrations.mjs';
import { scalingDay } from './scaling-day.mjs';
import { sessions } from './sessions.mjs';
import { singleRegistrations } from './single-registrations.mjs';
import { statistics } from './statistics.mjs';
import { stream } from './stream.mjs';
import { strangers } from './strangers.mjs';
import { silentFleet, sweeps } from './sweep.mjs';
import { unwritten } from './unwritten.mjs';
import { views } from './views.mjs';
import { warnings } from './warnings.mjs';
import { wholeFleet } from './whole-fleet.mjs';
import { brokenRow, keep, machine, printRows, say } from './support/report.mjs';

const MILLION = 1_000_000;

/** Each bench, short and in full. */
const BENCHES = {
  heartbeats: [() => heartbeats({ seconds: 1, rounds: 1 }), () => heartbeats({ many: MILLION })],
  paced: [() => paced({ seconds: 5, rounds: 1 }), () => paced()],
  narrow: [() => narrow({ seconds: 2, rounds: 1 }), () => narrow()],
  processes: [() => processes({ seconds: 2, rounds: 1 }), () => processes()],
  sessions: [() => sessions({ seconds: 3, rounds: 1 }), () => sessions()],
  'idle-sessions': [() => idleSessions({ sessions: 2000, restSeconds: 4 }), () => idleSessions()],
  million: [() => million({ workers: 20_000, sessions: 1000, minutes: 0.2 }), () => million()],
  crashes: [() => crashes({ workers: 1000, victims: 20 }), () => crashes()],
  unwritten: [() => unwritten({ seconds: 2, rounds: 1 }), () => unwritten({ seconds: 10 })],
  latency: [() => latency({ seconds: 5, verdicts: 10_000 }), () => latency({ seconds: 30 })],
  registrations: [() => registrations({ workers: 20_000 }), () => registrations()],
  'single-registrations': [() => singleRegistrations({ seconds: 2, rounds: 1 }), () => singleRegistrations()],
  'fleet-restart': [() => fleetRestart({ workers: 2000, rounds: 1 }), () => fleetRestart()],
  reads: [() => reads({ seconds: 2, rounds: 1 }), () => reads()],
  'whole-fleet': [() => wholeFleet({ sizes: [10_000], rounds: 1 }), () => wholeFleet()],
  views: [() => views({ workers: 20_000, rounds: 3 }), () => views()],
  eureka: [() => eureka({ seconds: 10 }), () => eureka()],
  peers: [() => peers({ seconds: 1, warmUp: 2, rounds: 2 }), () => peers()],
  claims: [() => claims({ workers: 20_000, seconds: 2, rounds: 1 }), () => claims()],
  statistics: [() => statistics({ workers: 50_000 }), () => statistics({ workers: MILLION })],
  stream: [() => stream({ seconds: 5 }), () => stream()],
  strangers: [() => strangers({ seconds: 3 }), () => strangers({ seconds: 20 })],
  silence: [() => silentFleet({ workers: 50_000 }), () => silentFleet()],
  sweeps: [() => sweeps({ workers: 50_000 }), () => sweeps({ workers: MILLION })],
  growth: [
    () => growth({ sizes: [1000, 10_000], seconds: 2 }),
    () => growth({ sizes: [1000, 10_000, 100_000, MILLION], seconds: 60 }),
  ],
  deaths: [() => deaths({ minutes: 3 }), () => deaths({ minutes: 40 })],
  'scaling-day': [() => scalingDay({ days: 2 }), () => scalingDay({ days: 10 })],
  warnings: [
    () => warnings({ workers: 300, fleet: 50_000 }),
    () => warnings({ workers: 2000, fleet: MILLION }),
  ],
  forecasts: [() => forecasts({ origins: 4 }), () => forecasts()],
  detectors: [() => detection({ seeds: 2, hours: 1_000_000 }), () => detection()],
};

const given = process.argv.slice(2);
const [full, json] = [given.includes('--full'), given.includes('--json')];
const wanted = given.filter((each) => !each.startsWith('--'));
const unknown = wanted.filter((each) => !(each in BENCHES));
if (unknown.length > 0 || given.includes('--help')) {
  say(`npm run bench -- [--full] [--json] [${Object.keys(BENCHES).join('] [')}]`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

// Work of a failed bench may fail later; the next benches continue.
for (const event of ['unhandledRejection', 'uncaughtException'])
  process.on(event, (error) => process.stderr.write(`${error?.stack ?? error}\n`));

const rows = [];
let broken = false;
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  if (!json) process.stderr.write(`${name} …\n`);
  // Saved row by row: a failed bench loses neither its own earlier rows nor those of others.
  const add = async (each) => {
    rows.push(each);
    await keep(full ? 'full' : 'short', rows);
  };
  const began = performance.now();
  try {
    for await (const each of BENCHES[name][full ? 1 : 0]()) await add(each);
  } catch (error) {
    broken = true;
    process.stderr.write(`${error?.stack ?? error}\n`);
    await add(brokenRow(name, error));
  }
  if (!json) process.stderr.write(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
}
if (json) say(JSON.stringify({ machine: machine(), rows }, null, 2));
else printRows(rows);
// Programs of a failed bench may still run.
process.exit(broken ? 1 : 0);
