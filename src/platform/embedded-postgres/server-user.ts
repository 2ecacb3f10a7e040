import { readFile, stat } from 'node:fs/promises';
import { StartError } from '../errors/start-error.js';

/** Whom PostgreSQL runs as when the service itself runs as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Ordinary accounts that exist nearly everywhere; the service never adds one to the machine. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so a service of root's starts it as another user:
 * the owner of the cluster when there is one already, else `postgres`, else `nobody`.
 *
 * @returns undefined when the service is not root and PostgreSQL simply runs as the same user
 * @throws StartError when no such user exists, or the cluster is root's or another user's
 */
export async function findServerUser(clusterDir: string): Promise<ServerUser | undefined> {
  const self = process.getuid?.();
  const owner = await stat(clusterDir).catch(() => undefined);
  if (self !== 0) {
    if (owner && self !== undefined && owner.uid !== self) {
      throw new StartError(
        `The database in ${clusterDir} belongs to the user with id ${owner.uid}, and this service runs as ${self}.`,
        'Start the service as the user who made it (or as root), or set DATA_DIR to another folder.',
      );
    }
    return undefined;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };

  const user = await lookUp(CANDIDATES);
  if (!user) {
    throw new StartError(
      `PostgreSQL does not run as root, and this machine has none of the users ${CANDIDATES.join(', ')}.`,
      'Start the service as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  return user;
}

async function lookUp(names: string[]): Promise<ServerUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const accounts = passwd.split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const [, , uid, gid] = accounts.find((fields) => fields[0] === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
