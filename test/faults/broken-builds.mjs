import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rawTemplate } from '../../scripts/inline-sql.cjs';
import { BROKEN } from './breakages.mjs';
import { markdown, readResults, row, summaryOf } from './report.mjs';
import { ROOT } from '../support/run-jest.mjs';
import { runSchedules } from './run-schedules.mjs';

const ATTEMPTS = 3;

/**
 * Breaks the built service in one place after the other, and runs a fault against each that must reveal it. A
 * breakage may only show if the timing is right, so it gets further attempts.
 *
 * @param names of the breakages; none means all
 * @returns whether the checker found each, and by the promise that it breaks
 */
export async function tryBrokenBuilds(names, seed) {
  const wanted = BROKEN.filter(({ name }) => names.length === 0 || names.includes(name));
  const titles = ['what is broken', 'fault', 'promise', 'report of the checker'];
  process.stdout.write(`${markdown(titles, []).join('\n')}\n`);
  let allFound = wanted.length > 0;
  for (const { name, what, edits, schedule, fault, promise } of wanted) {
    process.stderr.write(`${name}: ${what}\n`);
    const folder = await mkdtemp(join(tmpdir(), 'worker-registration-broken-'));
    try {
      const build = await breakBuild(folder, edits);
      let said;
      for (let attempt = 0; said === undefined && attempt < ATTEMPTS; attempt += 1) {
        const results = join(folder, `outcomes-${attempt}.ndjson`);
        const chances = { schedules: [schedule], seed: seed + attempt, results, only: fault };
        await runSchedules({ ...chances, build, quiet: true });
        said = saidOf(summaryOf(await readResults([results])), promise);
      }
      allFound &&= said !== undefined;
      process.stdout.write(`${row([what, fault ?? `all of ${schedule}`, promise, said ?? '**nothing**'])}\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return allFound;
}

/** Returns the first breach of the promise. */
function saidOf({ breaches }, promise) {
  const mark = `: ${promise}: `;
  const breach = breaches.find((line) => line.includes(mark));
  return breach?.slice(breach.indexOf(mark) + mark.length);
}

/**
 * Copies the build with some texts replaced.
 * @returns its entry
 */
async function breakBuild(folder, edits) {
  await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const edit of edits) await (edit.file.endsWith('.sql') ? breakSql : breakFile)(folder, edit);
  return join(folder, 'dist', 'main.js');
}

async function breakFile(folder, { file, from, to }) {
  const path = join(folder, 'dist', file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  await writeFile(path, text.replace(from, to));
}

/** Replaces a text of an SQL file, which the compiler put into the modules that name it. */
async function breakSql(folder, { file, from, to }) {
  const sql = (await readFile(join(ROOT, 'src', file), 'utf8')).replaceAll('\r\n', '\n');
  if (!sql.includes(from)) throw new Error(`${file} has no ${from}`);
  const [whole, broken] = [sql, sql.replace(from, to)].map(rawTemplate);
  const store = join(folder, 'dist', file.replace(/(sql\/)?[^/]+$/, ''));
  const modules = (await readdir(store))
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(store, name));
  let found = false;
  for (const path of modules) {
    const text = await readFile(path, 'utf8');
    if (!text.includes(whole)) continue;
    found = true;
    await writeFile(
      path,
      text.replaceAll(whole, () => broken),
    );
  }
  if (!found) throw new Error(`No module of ${store} contains ${file}`);
}
