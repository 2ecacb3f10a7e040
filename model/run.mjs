// Simulates the model over thousands of random traces, and its broken variants, each of which must be found.
//
//   npm run model                               three seeds of a thousand traces: about a minute
//   npm run model -- --seeds 10 --traces 5000   more of them
//   npm run model -- --from 100                 seeds 100 to 102
import { parseArgs } from 'node:util';
import { BROKEN, simulate, witnessed } from './quint.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    from: { type: 'string', default: '1' },
    traces: { type: 'string', default: '1000' },
  },
});
const [seeds, from, traces] = [values.seeds, values.from, values.traces].map(Number);
const say = (line) => process.stdout.write(`${line}\n`);

let failed = false;
const total = {};
for (let seed = from; seed < from + seeds; seed += 1) {
  const { code, output } = await simulate('correct', { traces, seed });
  for (const [name, count] of Object.entries(witnessed(output))) total[name] = (total[name] ?? 0) + count;
  if (code !== 0) {
    failed = true;
    say(`seed ${seed}:\n${output}`);
  } else say(`seed ${seed}: ${traces} traces, no violation`);
}
for (const [name, count] of Object.entries(total)) {
  if (!(count > 0)) failed = true;
  say(`${name}: in ${count} of ${seeds * traces} traces`);
}
for (const [module, invariant] of Object.entries(BROKEN)) {
  const { output } = await simulate(module, { traces: 10_000, seed: from });
  const found = output.includes(`❌ ${invariant}`);
  if (!found) failed = true;
  say(`${module}: ${found ? `found by ${invariant}` : `NOT found\n${output}`}`);
}
if (failed) process.exitCode = 1;
