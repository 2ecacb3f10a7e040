import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';

const run = promisify(execFile);

/** A program that the tests need, and its sources. */
export interface Wanted {
  /** Its names, in the order of preference. */
  readonly names: readonly string[];
  /** Sets of packages; the first available set is used. */
  readonly packages: readonly (readonly string[])[];
  /** Path of the program in an unpacked package. */
  readonly folder: string;
  /** How it reports its version; `--version` unless given. */
  readonly versionFlag?: string;
  /** What a person can do if it cannot be downloaded. */
  readonly remedy: string;
}

/** A program, and the environment that it needs to load its libraries. */
export interface Binary {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

const CACHE = cacheFolder();
const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * Finds the program on PATH; otherwise unpacks the distribution's package into a cache.
 * Nothing is installed for the system, no service is started and no root is needed.
 */
export async function findProgram(wanted: Wanted): Promise<Binary> {
  const found = (await findOnPath(wanted)) ?? (await findUnpacked(wanted));
  if (found) return found;
  try {
    await downloadDebianPackage(wanted);
  } catch (error) {
    throw missing(wanted, messageOf(error));
  }
  const unpacked = await findUnpacked(wanted);
  if (!unpacked) throw missing(wanted, 'the downloaded program does not run here');
  return unpacked;
}

const cacheOf = ({ names }: Wanted): string => join(CACHE, `worker-registration-${names[0]}`);
const unpackedOf = (wanted: Wanted): string => join(cacheOf(wanted), 'unpacked');

async function findOnPath(wanted: Wanted): Promise<Binary | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return firstWorking(wanted, folders, process.env);
}

async function findUnpacked(wanted: Wanted): Promise<Binary | undefined> {
  const root = unpackedOf(wanted);
  const libraries = (
    await Promise.all(['lib', 'usr/lib'].map((parent) => multiarchFolders(join(root, parent))))
  ).flat();
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: libraries
      .flatMap((folder) => [folder, join(folder, 'nss'), join(folder, 'pulseaudio')])
      .join(delimiter),
    // A system without fonts uses those of the packages.
    FONTCONFIG_PATH: [join('/', 'etc', 'fonts'), join(root, 'etc', 'fonts')].find(existsSync),
    XDG_DATA_HOME: join(root, 'usr', 'share'),
    PYTHONPATH: join(root, 'usr', 'lib', 'python3', 'dist-packages'),
  };
  return firstWorking(wanted, [join(root, wanted.folder)], env);
}

async function multiarchFolders(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.includes('-linux-')).map((name) => join(folder, name));
}

async function firstWorking(
  { names, versionFlag = '--version' }: Wanted,
  folders: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Binary | undefined> {
  for (const command of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await works(command, versionFlag, env)) return { command, env };
  }
  return undefined;
}

/**
 * A cached copy may come from another distribution (a bind mount in a container), so its existence is not
 * enough.
 */
async function works(command: string, versionFlag: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await access(command, constants.X_OK);
    await run(command, [versionFlag], { env });
    return true;
  } catch {
    return false;
  }
}

async function downloadDebianPackage(wanted: Wanted): Promise<void> {
  const cache = cacheOf(wanted);
  const place = unpackedOf(wanted);
  console.error(`No ${wanted.names.join(' or ')} on PATH: fetching one into ${cache}`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    const archives = await downloadArchives(wanted, work);
    const target = join(work, 'unpacked');
    for (const archive of archives) await run('dpkg-deb', ['-x', archive, target]);
    await rename(target, place).catch(async () => {
      // Another test run of this checkout may have stored its copy meanwhile, which is just as good.
      if (await findUnpacked(wanted)) return;
      await rm(place, { recursive: true, force: true });
      await rename(target, place);
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Tries the system's package lists first: downloading our own is slow, and only needed if there are none. */
async function downloadArchives({ packages }: Wanted, work: string): Promise<string[]> {
  const systemLists = aptOptions(work);
  const ownLists = [...systemLists, '-o', `Dir::State::lists=${join(work, 'lists')}`];
  await mkdir(join(work, 'apt', 'archives', 'partial'), { recursive: true });
  await mkdir(join(work, 'lists', 'partial'), { recursive: true });
  try {
    return await downloadFirstPackage(packages, work, systemLists);
  } catch (error) {
    if (isMissingProgram(error)) throw new Error('there is no apt-get here', { cause: error });
    // One unreachable third-party source makes this fail: the following download decides.
    const update = await apt([...ownLists, '-o', 'APT::Update::Error-Mode=any', 'update']).catch(messageOf);
    return await downloadFirstPackage(packages, work, ownLists).catch((again: unknown) => {
      const reasons = [messageOf(error), update, messageOf(again)].filter(Boolean);
      throw new Error(reasons.join('\n'), { cause: error });
    });
  }
}

async function downloadFirstPackage(
  choices: Wanted['packages'],
  work: string,
  options: string[],
): Promise<string[]> {
  const folder = join(work, 'apt', 'archives');
  let failure: unknown;
  for (const packages of choices) {
    try {
      // `install --download-only` instead of `download`: it also downloads the libraries that this machine
      // lacks.
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
    // Only root may use the system's locks, and nothing of the system is written.
    'Debug::NoLocking=true',
    // Root would download as the user _apt, which cannot reach a checkout in a private home.
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

function missing({ names, remedy }: Wanted, reason: string): Error {
  return new Error(
    `The tests need ${names.join(' or ')} on PATH, and fetching one did not work. ${remedy}\n${reason.trim()}`,
  );
}
