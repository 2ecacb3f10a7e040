import { isCredential } from './credential-file.js';
import { LONGEST_TIMER_MS } from './deadline.js';
import type { TlsFiles } from './http-client.js';
import type { LoadOf } from './host-load.js';
import type { AgentSettings } from './agent-settings.js';
import { asJson } from './sendable.js';

/** The description with which a worker registers; docs/api.md has the bounds. */
export interface WorkerDescription {
  readonly hostName?: string;
  readonly hostAddress?: string;
  readonly port?: number;
  readonly capabilities?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly version?: string;
  readonly priorityThreshold?: number;
  readonly workerLoadFactor?: number;
  readonly zone?: string;
  readonly leaseSeconds?: number;
  readonly healthPath?: string;
  readonly reconnect?: {
    readonly enabled?: boolean;
    readonly intervalSeconds?: number;
    readonly maxBackoffSeconds?: number;
  };
}

/** Overrides of what the service returns, and of the defaults; milliseconds. */
export interface HeartbeatOverrides {
  /** A shorter interval than the service asks for. A longer one is ignored. */
  readonly intervalMs?: number;
  /** How long a response may take, up to a quarter of the lease: by default 5,000 to a heartbeat, else 10,000. */
  readonly timeoutMs?: number;
  /** How long before its end a lease counts as lost: by default a fifth of it, up to 30,000. */
  readonly leaseMarginMs?: number;
  /** The longest pause between attempts: 30,000 by default. */
  readonly longestPauseMs?: number;
}

export interface WorkerAgentOptions extends WorkerDescription {
  /**
   * `http://host:8080`; several servers are tried in turn. With a path if the API is mounted elsewhere than by
   * default.
   */
  readonly server: string | readonly string[];
  readonly workerId: string;
  /** Display name; the workerId by default. */
  readonly name?: string;
  /** Maximum number of concurrent jobs; 1 by default. */
  readonly maxConcurrentJobs?: number;
  /** Lets a new worker register if the service requires a credential. */
  readonly joinToken?: string;
  /** An API key, instead of a join token. */
  readonly key?: string;
  /** File for id and token, so that a restart is recognised as the same worker. Not saved by default. */
  readonly stateFile?: string;
  /** Jobs that this process continues from the previous one; they count until they were run or forgotten. */
  readonly activeJobs?: readonly string[];
  readonly tls?: TlsFiles;
  readonly heartbeat?: HeartbeatOverrides;
  /**
   * `auto` by default: heartbeats go over a session (a WebSocket) where the service offers one, and over HTTP otherwise.
   * `off`: over HTTP only.
   */
  readonly session?: 'auto' | 'off';
  /** Whose load to report: of this process, or of the machine. `process` by default. */
  readonly load?: LoadOf;
  /** False for a program that does not know which jobs run: no job count is reported. */
  readonly countJobs?: boolean;
  /** Drains and deregisters on SIGTERM and SIGINT, then lets the process end. */
  readonly handleSignals?: boolean;
  /** Receives each log line; standard error by default, false logs nothing. */
  readonly log?: ((line: string) => void) | false;
}

const SESSION_CHOICES: ReadonlySet<string> = new Set(['auto', 'off']);
const TIMEOUT_MS = 10_000;
const BEAT_TIMEOUT_MS = 5000;
const LONGEST_PAUSE_MS = 30_000;

/** @throws TypeError for invalid options: no server, a malformed URL, an interval that is none */
export function agentSettings(options: WorkerAgentOptions): AgentSettings {
  const { workerId, name = workerId, maxConcurrentJobs = 1, heartbeat = {} } = options;
  const servers = typeof options.server === 'string' ? [options.server] : [...options.server];
  if (servers.length === 0) throw new TypeError('server: at least one URL is required');
  for (const url of servers) requireUrl(url);
  if (typeof workerId !== 'string' || workerId === '') throw new TypeError('workerId is required');
  const { session = 'auto' } = options;
  if (!SESSION_CHOICES.has(session)) throw new TypeError('session: must be auto or off');
  for (const name of ['joinToken', 'key'] as const) requireCredential(name, options[name]);
  for (const name of ['intervalMs', 'timeoutMs', 'longestPauseMs'] as const)
    requireMs(name, heartbeat[name], 1);
  requireMs('leaseMarginMs', heartbeat.leaseMarginMs, 0);
  return {
    servers,
    workerId,
    description: asJson({ ...describedBy(options), workerId, name, maxConcurrentJobs }),
    credential: options.joinToken ?? options.key,
    stateFile: options.stateFile,
    tls: { ...options.tls },
    load: options.load ?? 'process',
    countsJobs: options.countJobs ?? true,
    timeoutMs: heartbeat.timeoutMs ?? TIMEOUT_MS,
    beatTimeoutMs: heartbeat.timeoutMs ?? BEAT_TIMEOUT_MS,
    longestPauseMs: heartbeat.longestPauseMs ?? LONGEST_PAUSE_MS,
    session,
    intervalMs: heartbeat.intervalMs,
    leaseMarginMs: heartbeat.leaseMarginMs,
  };
}

/** The fields of a description, which are sent as they were given. */
export const DESCRIPTION_FIELDS = [
  'hostName',
  'hostAddress',
  'port',
  'capabilities',
  'tags',
  'version',
  'priorityThreshold',
  'workerLoadFactor',
  'zone',
  'leaseSeconds',
  'healthPath',
  'reconnect',
] as const satisfies readonly (keyof WorkerDescription)[];

function describedBy(options: WorkerDescription): Record<string, unknown> {
  const stated = DESCRIPTION_FIELDS.filter((name) => options[name] !== undefined);
  return Object.fromEntries(stated.map((name) => [name, options[name]]));
}

function requireCredential(name: string, value: string | undefined): void {
  if (value === undefined) return;
  if (value === '') throw new TypeError(`${name} is empty; omit it if the service requires none`);
  if (!isCredential(value))
    throw new TypeError(`${name} contains spaces or characters that no credential has`);
}

/** @param least of what may be given */
function requireMs(name: keyof HeartbeatOverrides, value: unknown, least: number): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !(value >= least && value <= LONGEST_TIMER_MS))
    throw new TypeError(
      `heartbeat.${name}: must be a number of milliseconds from ${least} to ${LONGEST_TIMER_MS}; got ${JSON.stringify(value)}`,
    );
}

function requireUrl(url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(`server: "${url}" is not a URL with http:// or https://`);
  }
}
