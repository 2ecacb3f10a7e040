import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { ServerUser } from './server-user.js';

/** How every PostgreSQL program is run on a cluster. */
export interface Launch {
  /** The folder of the cluster: also the programs' working directory. */
  readonly dir: string;
  readonly user: ServerUser | undefined;
  /** Stands in the command line of every process, by which an orphan is known again. */
  readonly identity: string;
}

/**
 * What to pass as `-D`.
 *
 * Another user may be unable to walk to the folder (a checkout below a home with mode 0700). But a process may be started
 * inside it (the change of directory comes before the change of user), and `/proc/self/cwd` needs no permission on the
 * folders above. PostgreSQL never leaves its data folder, so that holds for all of its processes. An ordinary user gets
 * the real path, which tells more in `ps`.
 */
export function dataDirArgument({ dir, user }: Launch): string {
  return user && process.platform === 'linux' ? '/proc/self/cwd' : dir;
}

/** As a `-c` option: PostgreSQL repeats it in the title of each of its processes. */
export function identityArguments({ identity }: Launch): string[] {
  return ['-c', `cluster_name=${identity}`];
}

/**
 * Starts one program on the cluster, in a process group of its own: a terminal's Ctrl-C reaches the service only,
 * which then closes its connections before it stops the server.
 */
export function launch(program: string, args: string[], how: Launch, stdio: StdioOptions): ChildProcess {
  return spawn(program, args, {
    cwd: how.dir,
    uid: how.user?.uid,
    gid: how.user?.gid,
    detached: true,
    stdio,
    // Nothing of the service's environment: PG* variables would change what the programs do.
    env: { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' },
  });
}
