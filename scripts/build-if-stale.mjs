// Builds, unless dist/ is newer than all that it is made of: `npm start` and `npm run demo` then begin at once.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** When the last build began that succeeded: `mark-built.mjs` writes it. */
const STAMP = 'dist/.built';
const SOURCES = [
  'src',
  'scripts',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** Folders count too: one changes when a file in it is removed. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const built = existsSync(STAMP) ? Number(readFileSync(STAMP, 'utf8')) : 0;
if (Math.max(...SOURCES.map(newest)) >= built) {
  process.stderr.write('Building once, which takes about half a minute …\n');
  const { status } = spawnSync('npm run --silent build', { shell: true, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
