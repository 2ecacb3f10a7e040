import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { ServerUser } from './server-user.js';

/** How every PostgreSQL program is run on a cluster. */
export interface Launch {
  /** Folder of the cluster, and working directory of the programs. */
  readonly dir: string;
  readonly user: ServerUser | undefined;
  /** Part of the command line of every process, by which an orphan is recognised. */
  readonly identity: string;
}

/**
 * Returns the value for `-D`.
 *
 * Another user may not be able to reach the folder (a checkout below a home with mode 0700). But a process
 * can be started inside it (the change of directory precedes the change of user), and `/proc/self/cwd` needs
 * no permission on the parent folders. PostgreSQL never leaves its data folder, so that holds for all of its
 * processes. An ordinary user gets the real path, which is more useful in `ps`.
 */
export function dataDirArgument({ dir, user }: Launch): string {
  return user && process.platform === 'linux' ? '/proc/self/cwd' : dir;
}

/** As a `-c` option: PostgreSQL repeats it in the title of each of its processes. */
export function identityArguments({ identity }: Launch): string[] {
  return ['-c', `cluster_name=${identity}`];
}

/**
 * Starts a program on the cluster in a process group of its own: a terminal's Ctrl-C reaches only the
 * service, which closes its connections before it stops the server.
 */
export function launch(program: string, args: string[], how: Launch, stdio: StdioOptions): ChildProcess {
  return spawn(program, args, {
    cwd: how.dir,
    uid: how.user?.uid,
    gid: how.user?.gid,
    detached: true,
    stdio,
    // Without the service's environment: PG* variables would change the behaviour of the programs.
    env: { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' },
  });
}
