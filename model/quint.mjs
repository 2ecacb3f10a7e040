// Runs the simulator of Quint over correct.qnt, or a model that is broken on purpose.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const QUINT = join(
  dirname(createRequire(import.meta.url).resolve('@informalsystems/quint/package.json')),
  'dist/src/cli.js',
);

/** Everything that must hold in every state. */
export const INVARIANTS = [
  'fencesDiffer',
  'holdersAreLatest',
  'incarnationsRise',
  'leasesAreKept',
  'nothingWrong',
  'failedHaveNoJobs',
];

const RECORDED = 10;

/** Situations that must be reached: a model in which nothing happens would keep all promises. */
export const WITNESSES = ['someFailed', 'someHeld', 'someTakenOver', 'someReassigned', 'someExcused'];

/** Models that are broken on purpose, and the invariant that must find each. */
export const BROKEN = {
  fencesRestart: 'fencesDiffer',
  incarnationKept: 'incarnationsRise',
  guardIgnored: 'nothingWrong',
  renewalsOverwrite: 'leasesAreKept',
  gapsIgnored: 'nothingWrong',
  fenceUnchecked: 'nothingWrong',
};

/**
 * @param recorded a folder for traces: up to ten of a model that keeps its invariants, or the one that breaks them
 * @returns the exit code, and the output
 */
export async function simulate(module, { traces, steps = 25, seed = 1, recorded }) {
  const bounds = { '--max-samples': traces, '--max-steps': steps, '--seed': seed };
  const file = join(HERE, module in BROKEN ? 'broken' : '', `${module}.qnt`);
  const args = ['run', file, '--backend', 'typescript', '--verbosity', '1'];
  for (const [name, value] of Object.entries(bounds)) args.push(name, `${value}`);
  args.push('--invariants', ...INVARIANTS, '--witnesses', ...WITNESSES);
  if (recorded !== undefined)
    args.push(
      '--out-itf',
      join(recorded, `${module}-{seq}.itf.json`),
      '--n-traces',
      `${module in BROKEN ? 1 : RECORDED}`,
    );
  const child = spawn(process.execPath, [QUINT, ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}

/** Returns how often each witness was seen in the traces. */
export const witnessed = (output) =>
  Object.fromEntries(
    WITNESSES.map((name) => [name, Number(new RegExp(`${name} was witnessed in (\\d+)`).exec(output)?.[1])]),
  );
