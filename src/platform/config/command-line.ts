import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment of the command line. */
export interface CommandLineEnvironment {
  readonly server: string | undefined;
  readonly key: string | undefined;
  /** Name of a context of the file. */
  readonly context: string | undefined;
  /** File with server and key if neither options nor variables name them. */
  readonly configFile: string;
  /** Whether colours are disabled: https://no-color.org, or a terminal without them. */
  readonly plain: boolean;
  /** Whether a browser can be opened. */
  readonly hasDisplay: boolean;
  /** Width of the output, where the terminal does not tell: `COLUMNS`. */
  readonly columns: number | undefined;
}

/**
 * Reads `WORKER_REGISTRATION_SERVER`, `WORKER_REGISTRATION_KEY`, `WORKER_REGISTRATION_CONTEXT`, `XDG_CONFIG_HOME`, `NO_COLOR`, `TERM`, `COLUMNS`, `DISPLAY` and `WAYLAND_DISPLAY`; an
 * empty variable counts as unset.
 */
export function commandLineEnvironment(): CommandLineEnvironment {
  const { env } = process;
  const configHome = env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  return {
    server: env['WORKER_REGISTRATION_SERVER'] || undefined,
    key: env['WORKER_REGISTRATION_KEY'] || undefined,
    context: env['WORKER_REGISTRATION_CONTEXT'] || undefined,
    configFile: join(configHome, 'worker-registration', 'config.yaml'),
    plain: Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb',
    hasDisplay:
      process.platform === 'darwin' ||
      process.platform === 'win32' ||
      Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']),
    columns: /^[1-9]\d{0,3}$/.test(env['COLUMNS'] ?? '') ? Number(env['COLUMNS']) : undefined,
  };
}
