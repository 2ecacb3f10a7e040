import { readFile, stat } from 'node:fs/promises';
import { StartError } from '../errors/start-error.js';

/** The user that runs PostgreSQL if the service itself runs as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Ordinary accounts that exist nearly everywhere; the service never creates users. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so a service that runs as root starts it as another user: the owner of
 * an existing cluster, else `postgres`, else `nobody`.
 *
 * @returns undefined if the service is not root and PostgreSQL runs as the same user
 * @throws StartError if no such user exists, or the cluster belongs to root or another user
 */
export async function findServerUser(clusterDir: string): Promise<ServerUser | undefined> {
  const self = process.getuid?.();
  const owner = await stat(clusterDir).catch(() => undefined);
  if (self !== 0) {
    if (owner && self !== undefined && owner.uid !== self) {
      throw new StartError(
        `The database in ${clusterDir} belongs to the user with id ${owner.uid}, and this service runs as ${self}.`,
        'Start the service as the user who created it (or as root), or set DATA_DIR to another folder.',
      );
    }
    return undefined;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };

  const user = await lookUp(CANDIDATES);
  if (!user) {
    throw new StartError(
      `PostgreSQL does not run as root, and this machine has none of the users ${CANDIDATES.join(', ')}.`,
      'Start the service as an ordinary user, or set DATABASE_URL to your own PostgreSQL.',
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
