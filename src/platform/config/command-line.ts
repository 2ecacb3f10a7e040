import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the environment tells the command line. */
export interface CommandLineEnvironment {
  readonly server: string | undefined;
  readonly key: string | undefined;
  /** The file that server and key come from where nothing nearer names them. */
  readonly configFile: string;
  /** Whether colours are unwelcome: https://no-color.org, or a terminal that has none. */
  readonly plain: boolean;
}

/** Reads `WORKER_REGISTRATION_SERVER`, `WORKER_REGISTRATION_KEY`, `XDG_CONFIG_HOME`, `NO_COLOR` and `TERM`; an empty variable is none. */
export function commandLineEnvironment(): CommandLineEnvironment {
  const { env } = process;
  const configHome = env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  return {
    server: env['WORKER_REGISTRATION_SERVER'] || undefined,
    key: env['WORKER_REGISTRATION_KEY'] || undefined,
    configFile: join(configHome, 'worker-registration', 'config.yaml'),
    plain: Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb',
  };
}
