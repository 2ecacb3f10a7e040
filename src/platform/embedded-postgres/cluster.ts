import { randomBytes } from 'node:crypto';
import { lchown, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import type { Binaries } from './binaries.js';
import { explainOutput, renameDurably, writeDurably, type DataFolder } from './data-folder.js';
import { dataDirArgument, identityArguments, type Launch } from './launch.js';
import { runTool } from './run-tool.js';
import type { ServerUser } from './server-user.js';
import { measureMachine, sizesFor } from './sizes.js';

/** Name of the database and of its owner. */
export const DATABASE = 'worker_registration';

export interface ClusterPlan {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  /** False only if data need not survive a power failure (tests). */
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

/**
 * Creates the cluster on the first start and checks it on all others. The caller holds the start lock.
 *
 * @returns the password of its owner
 * @throws StartError if the folder contains something that this PostgreSQL cannot use; it is not touched then
 */
export async function prepareCluster(plan: ClusterPlan): Promise<string> {
  // This can only be an incomplete cluster: a complete one has its final name.
  const draft = draftDir(plan.folder);
  await rm(draft, { recursive: true, force: true, maxRetries: 5 });

  if (await isToBeMade(plan)) return create(plan, draft);
  const password = await readFile(passwordFile(plan.folder), 'utf8').catch(ignoreMissing);
  return password?.trim() || replacePassword(plan);
}

async function isToBeMade({ folder, binaries }: ClusterPlan): Promise<boolean> {
  const dir = folder.clusterDir;
  const found = await stat(dir).catch(ignoreMissing);
  if (!found) return true;
  const elsewhere = 'Move it to begin with an empty database, or set DATA_DIR to another folder.';
  if (!found.isDirectory()) throw new StartError(`${dir} is not a folder.`, elsewhere);
  if ((await readdir(dir)).length === 0) return true;
  if (found.uid === 0 && process.getuid?.() === 0) {
    throw new StartError(
      `${dir} belongs to root, and PostgreSQL does not run as root.`,
      `Change its owner to an ordinary user, e.g. chown -R nobody ${dir}, or set DATA_DIR to another folder.`,
    );
  }
  const version = (await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(ignoreMissing))?.trim();
  if (version === undefined) {
    throw new StartError(`${dir} is not empty, and is not a PostgreSQL database (no PG_VERSION).`, elsewhere);
  }
  if (version !== binaries.major) {
    throw new StartError(
      `The database in ${dir} was created by PostgreSQL ${version}; this service contains PostgreSQL ${binaries.major}.`,
      `Copy it with pg_dump of PostgreSQL ${version}, or run PostgreSQL ${version} on it and set DATABASE_URL, ` +
        'or set DATA_DIR to another folder.',
    );
  }
  return false;
}

/** Renamed to its final name as the very last step, so that a killed start leaves only a draft. */
async function create(plan: ClusterPlan, draft: string): Promise<string> {
  const { folder, log } = plan;
  log(`Creating the database in ${join(folder.name, 'postgres')}`);
  try {
    return await createAt(draft, plan);
  } catch (error) {
    // So that a disk that was too small is not left full.
    await rm(draft, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
    throw error;
  }
}

async function createAt(draft: string, plan: ClusterPlan): Promise<string> {
  const { folder, user } = plan;
  await mkdir(draft, { mode: 0o700 });
  if (user) await lchown(draft, user.uid, user.gid);
  const password = newPassword();
  const how: Launch = { dir: draft, user, identity: folder.identity };
  await initialize(plan, how, password);
  await runSql(plan, how, `CREATE DATABASE ${DATABASE};`);
  await writeDurably(passwordFile(folder), password);
  await renameDurably(draft, folder.clusterDir);
  return password;
}

async function initialize(plan: ClusterPlan, how: Launch, password: string): Promise<void> {
  const args = ['-D', dataDirArgument(how), ...identityArguments(how), `--username=${DATABASE}`];
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--auth=scram-sha-256', '--pwfile=/dev/stdin');
  if (!plan.durable) args.push('--no-sync');
  // Written to the new postgresql.conf, where operators find the settings and can change them.
  const sizes = sizesFor(await measureMachine(plan.folder.path));
  for (const [name, value] of Object.entries(sizes)) args.push('-c', `${name}=${value}`);

  // initdb opens the file itself: another user could not open a pipe of root.
  const path = `${passwordFile(plan.folder)}.initdb`;
  await rm(path, { force: true });
  await writeFile(path, `${password}\n`, { flag: 'wx', mode: 0o600 });
  const reader = await open(path, 'r');
  try {
    if (plan.user) await reader.chown(plan.user.uid, plan.user.gid);
    await rm(path);
    const result = await runTool(plan.binaries.initdb, args, how, { fd: reader.fd });
    if (!result.ok)
      throw await explainOutput(plan.folder, 'PostgreSQL cannot create a database', result.output);
  } finally {
    await reader.close();
  }
}

/** Without the file no login to the intact data would be possible. */
async function replacePassword(plan: ClusterPlan): Promise<string> {
  const { folder, user, log } = plan;
  log(`The password file of ${join(folder.name, 'postgres')} is missing: setting a new password`);
  const password = newPassword();
  const how: Launch = { dir: folder.clusterDir, user, identity: folder.identity };
  // In this order: a crash in between leaves no file, and the next start repeats this.
  await runSql(plan, how, `ALTER ROLE ${DATABASE} PASSWORD '${password}';`);
  await writeDurably(passwordFile(folder), password);
  return password;
}

/** Runs statements without a server or a login (PostgreSQL's single-user mode). */
async function runSql(plan: ClusterPlan, how: Launch, sql: string): Promise<void> {
  const args = ['--single', '-D', dataDirArgument(how), ...identityArguments(how), '-c', 'exit_on_error=on'];
  if (!plan.durable) args.push('-F');
  const result = await runTool(plan.binaries.postgres, [...args, 'template1'], how, `${sql}\n`);
  if (!result.ok)
    throw await explainOutput(plan.folder, 'PostgreSQL cannot set up its database', result.output);
}

/** Letters and digits only: the password is used unquoted in SQL and in a URL. */
function newPassword(): string {
  return randomBytes(24).toString('hex');
}

function passwordFile(folder: DataFolder): string {
  return join(folder.path, 'postgres.password');
}

function draftDir(folder: DataFolder): string {
  return `${folder.clusterDir}.new`;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
