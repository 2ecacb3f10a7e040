// Failure detectors, simulated (bench/detectors): how long a death stays unnoticed, and how often a live worker is
// suspected. The tables of docs/notes/detection.md come from bench/detectors/table.mjs.
//
//   npm run build && node bench/detectors.mjs [seeds]        default: 8
import { pathToFileURL } from 'node:url';
import { detectors, mistakes, seedsOf } from './detectors/simulation.mjs';
import { row, runAlone } from './support/report.mjs';

const bench = (name, what) => `${name}: ${what}`;

export async function* detection({ seeds = 8, hours = 10_000_000 } = {}) {
  const rules = detectors({ seeds: seedsOf(seeds) });
  const ours = rules.at(-1);
  for (const { name, mean, p99, mistakesAYear } of rules.slice(0, -1))
    yield row({
      bench: bench(name, 'mean time to suspect a dead worker'),
      figure: mean,
      unit: 's',
      note: `p99 ${p99.toFixed(1)} s; ${mistakesAYear.toFixed(0)} mistakes a worker-year`,
    });
  const { steady } = ours.kinds;
  const name = 'late beyond its own lateness';
  const note = `of steady workers; of all: mean ${ours.mean.toFixed(1)}, p99 ${ours.p99.toFixed(1)}`;
  yield row({
    bench: bench(name, 'mean time to suspect a dead worker'),
    figure: steady.mean,
    unit: 's',
    atMost: 26,
    note,
  });
  yield row({ bench: bench(name, 'p99'), figure: steady.p99, unit: 's', atMost: 38, note });
  const perSeed = ours.seeds.map((each) => each.mistakesAYear.toFixed(0)).join(', ');
  yield row({
    bench: bench(name, 'mistakes a worker-year'),
    figure: ours.mistakesAYear,
    unit: '',
    atMost: 20,
    note: `300 workers × 2 days; of each seed: ${perSeed}`,
  });
  const long = mistakes({ hours });
  const failed = long.rules.at(-1);
  yield row({
    bench: `live workers FAILED in ${long.hours.toLocaleString('en')} worker-hours`,
    figure: failed.mistakes,
    unit: 'workers',
    atMost: 0,
    note: `longest silence ${long.longest.toFixed(0)} s; ${long.rules[2].mistakes} leases ended`,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await runAlone('detectors', detection({ seeds: Number(process.argv[2] ?? 8) }));
