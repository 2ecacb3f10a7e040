// All benches one after the other, as one table.
//
//   npm run bench                 a short run, under two minutes
//   npm run bench -- --full       the run that docs/performance.md shows, some forty minutes
//   npm run bench -- claims       some of them
//   npm run bench -- --json       the rows alone, as JSON
import { claims } from './claims.mjs';
import { growth } from './growth.mjs';
import { heartbeats } from './heartbeats.mjs';
import { latency } from './latency.mjs';
import { reads } from './reads.mjs';
import { registrations } from './registrations.mjs';
import { statistics } from './statistics.mjs';
import { sweeps } from './sweep.mjs';
import { keep, machine, printRows, say } from './support/report.mjs';

const MILLION = 1_000_000;

/** Each bench, short and in full. */
const BENCHES = {
  heartbeats: [() => heartbeats({ seconds: 1, rounds: 1 }), () => heartbeats({ many: true })],
  latency: [() => latency({ seconds: 5 }), () => latency({ seconds: 30 })],
  registrations: [() => registrations({ workers: 20_000 }), () => registrations()],
  reads: [() => reads({ seconds: 2, rounds: 1 }), () => reads()],
  claims: [() => claims({ workers: 20_000, seconds: 2, rounds: 1 }), () => claims()],
  statistics: [() => statistics({ workers: 50_000, seconds: 5 }), () => statistics({ workers: MILLION })],
  sweeps: [() => sweeps({ workers: 50_000 }), () => sweeps({ workers: MILLION })],
  growth: [
    () => growth({ sizes: [1000, 10_000], seconds: 2 }),
    () => growth({ sizes: [1000, 10_000, 100_000, MILLION], seconds: 60 }),
  ],
};

const given = process.argv.slice(2);
const [full, json] = [given.includes('--full'), given.includes('--json')];
const wanted = given.filter((each) => !each.startsWith('--'));
const unknown = wanted.filter((each) => !(each in BENCHES));
if (unknown.length > 0 || given.includes('--help')) {
  say(`npm run bench -- [--full] [--json] [${Object.keys(BENCHES).join('] [')}]`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const rows = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  if (!json) process.stderr.write(`${name} …\n`);
  rows.push(...(await BENCHES[name][full ? 1 : 0]()));
}
await keep(full ? 'full' : 'short', rows);
if (json) say(JSON.stringify({ machine: machine(), rows }, null, 2));
else printRows(rows);
