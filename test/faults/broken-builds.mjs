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
  // The modules are changed; the programs made of them would not be.
  await rm(join(folder, 'dist/bundle'), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { path, text } of await brokenModules(edits)) await writeFile(join(folder, path), text);
  return join(folder, 'dist', 'main.js');
}

/**
 * Returns the modules of the build that the edits change, by their path, with their new text.
 * @throws Error if the build lacks a text that is to be replaced
 */
export async function brokenModules(edits) {
  const modules = [];
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const changes = edits.filter((edit) => edit.file === file);
    modules.push(...(await (file.endsWith('.sql') ? brokenSql : brokenModule)(file, changes)));
  }
  return modules;
}

async function brokenModule(file, changes) {
  const path = join('dist', file);
  return [{ path, text: changedBy(changes, await readFile(join(ROOT, path), 'utf8'), file) }];
}

/** An SQL file, whose text the compiler put into the modules that name it. */
async function brokenSql(file, changes) {
  const sql = (await readFile(join(ROOT, 'src', file), 'utf8')).replaceAll('\r\n', '\n');
  const [whole, broken] = [sql, changedBy(changes, sql, file)].map(rawTemplate);
  const folder = join('dist', file.replace(/(sql\/)?[^/]+$/, ''));
  const modules = [];
  for (const name of (await readdir(join(ROOT, folder))).filter((name) => name.endsWith('.js'))) {
    const text = await readFile(join(ROOT, folder, name), 'utf8');
    if (text.includes(whole))
      modules.push({ path: join(folder, name), text: text.replaceAll(whole, () => broken) });
  }
  if (modules.length === 0) throw new Error(`No module of ${folder} contains ${file}`);
  return modules;
}

function changedBy(changes, text, file) {
  return changes.reduce((changed, { from, to }) => {
    if (!changed.includes(from)) throw new Error(`${file} has no ${from}`);
    return changed.replace(from, () => to);
  }, text);
}
