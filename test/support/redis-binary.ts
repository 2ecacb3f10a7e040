import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Redis-compatible server program and the environment that it needs to load its libraries. */
export interface RedisBinary {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

const SERVER_NAMES = ['redis-server', 'valkey-server'] as const;

/** The server and the package that holds its program: Debian's `redis-server` is only a link into the tools. */
const DEBIAN_PACKAGES = [
  ['redis-server', 'redis-tools'],
  ['valkey-server', 'valkey-tools'],
] as const;

const CACHE = join(process.cwd(), 'node_modules', '.cache', 'worker-registration-redis');
const UNPACKED = join(CACHE, 'unpacked');
const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * The `redis-server` or `valkey-server` on PATH; where there is none, the distribution's package unpacked under
 * `node_modules/.cache`. Nothing is installed for the system, no service is started and no root is needed.
 */
export async function findRedisBinary(): Promise<RedisBinary> {
  const found = (await findOnPath()) ?? (await findUnpacked());
  if (found) return found;
  try {
    await downloadDebianPackage();
  } catch (error) {
    throw missing(messageOf(error));
  }
  const unpacked = await findUnpacked();
  if (!unpacked) throw missing('the downloaded program does not run here');
  return unpacked;
}

async function findOnPath(): Promise<RedisBinary | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return firstWorking(folders, process.env);
}

async function findUnpacked(): Promise<RedisBinary | undefined> {
  const libraries = (await Promise.all(['lib', 'usr/lib'].map(multiarchFolders))).flat();
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter) };
  return firstWorking([join(UNPACKED, 'usr', 'bin')], env);
}

async function multiarchFolders(parent: string): Promise<string[]> {
  const folder = join(UNPACKED, parent);
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.includes('-linux-')).map((name) => join(folder, name));
}

async function firstWorking(folders: string[], env: NodeJS.ProcessEnv): Promise<RedisBinary | undefined> {
  for (const command of SERVER_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await works(command, env)) return { command, env };
  }
  return undefined;
}

/** A cached copy may come from another distribution (a bind mount in a container), so being there is not enough. */
async function works(command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await access(command, constants.X_OK);
    await run(command, ['--version'], { env });
    return true;
  } catch {
    return false;
  }
}

async function downloadDebianPackage(): Promise<void> {
  console.error(`No redis-server or valkey-server on PATH: fetching one into ${CACHE}`);
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, 'download-'));
  try {
    const archives = await downloadArchives(work);
    const target = join(work, 'unpacked');
    for (const archive of archives) await run('dpkg-deb', ['-x', archive, target]);
    await rename(target, UNPACKED).catch(async () => {
      // Another test run of this checkout may have put its copy there in the meantime; that one is as good.
      if (await findUnpacked()) return;
      await rm(UNPACKED, { recursive: true, force: true });
      await rename(target, UNPACKED);
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Tries the system's package lists first: fetching lists of our own is slow, and only needed where there are none. */
async function downloadArchives(work: string): Promise<string[]> {
  const systemLists = aptOptions(work);
  const ownLists = [...systemLists, '-o', `Dir::State::lists=${join(work, 'lists')}`];
  await mkdir(join(work, 'apt', 'archives', 'partial'), { recursive: true });
  await mkdir(join(work, 'lists', 'partial'), { recursive: true });
  try {
    return await downloadFirstPackage(work, systemLists);
  } catch (error) {
    if (isMissingProgram(error)) throw new Error('there is no apt-get here', { cause: error });
    // One third-party source that can't be reached makes this fail: the download that follows is what decides.
    const update = await apt([...ownLists, '-o', 'APT::Update::Error-Mode=any', 'update']).catch(messageOf);
    return await downloadFirstPackage(work, ownLists).catch((again: unknown) => {
      const reasons = [messageOf(error), update, messageOf(again)].filter(Boolean);
      throw new Error(reasons.join('\n'), { cause: error });
    });
  }
}

async function downloadFirstPackage(work: string, options: string[]): Promise<string[]> {
  const folder = join(work, 'apt', 'archives');
  let failure: unknown;
  for (const packages of DEBIAN_PACKAGES) {
    try {
      // `install --download-only` and not `download`: it also fetches the libraries that this machine lacks.
      await apt([
        ...options,
        'install',
        '--download-only',
        '--reinstall',
        '--no-install-recommends',
        ...packages,
      ]);
      return (await readdir(folder))
        .filter((name) => name.endsWith('.deb'))
        .map((name) => join(folder, name));
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function aptOptions(work: string): string[] {
  const settings = [
    `Dir::Cache=${join(work, 'apt')}`,
    // Only root may take the system's locks, and nothing of the system is written.
    'Debug::NoLocking=true',
    // Root would download as the user _apt, who cannot reach a checkout in a private home.
    'APT::Sandbox::User=root',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=30',
  ];
  return ['-q', '-y', ...settings.flatMap((setting) => ['-o', setting])];
}

async function apt(args: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  try {
    await run('apt-get', args, { env, timeout: DOWNLOAD_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    if (isMissingProgram(error)) throw error;
    const lines = messageOf(error).split('\n');
    const reasons = lines.filter((line) => line.startsWith('E: '));
    throw new Error((reasons.length > 0 ? reasons : lines).join('\n'), { cause: error });
  }
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function missing(reason: string): Error {
  return new Error(
    'The tests need redis-server or valkey-server on PATH, and fetching one did not work. ' +
      'Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis; ' +
      'Alpine: apk add valkey; Fedora: dnf install valkey) or set TEST_REDIS_URL to a server that the tests may use; ' +
      `the tests that kill and pause a Redis need the program all the same.\n${reason.trim()}`,
  );
}
