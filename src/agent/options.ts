import { isCredential } from './credential-file.js';
import type { TlsFiles } from './http-client.js';
import type { LoadOf } from './host-load.js';
import type { SessionSettings } from './session-settings.js';

/** What a worker tells of itself when it registers; docs/api.md has the bounds. */
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
  readonly healthPath?: string;
  readonly reconnect?: {
    readonly enabled?: boolean;
    readonly intervalSeconds?: number;
    readonly maxBackoffSeconds?: number;
  };
}

/** What is taken instead of what the service tells, or of the defaults; milliseconds. */
export interface HeartbeatOverrides {
  /** Beats more often than told. A longer interval than the told one is not taken. */
  readonly intervalMs?: number;
  /** How long an answer may take: 10,000, and a quarter of the lease at the most. */
  readonly timeoutMs?: number;
  /** How long before its end a lease is announced as lost: a fifth of it, 30,000 at the most. */
  readonly leaseMarginMs?: number;
  /** The longest pause between attempts: 30,000. */
  readonly longestPauseMs?: number;
}

export interface WorkerAgentOptions extends WorkerDescription {
  /** `http://host:8080`; several are tried in turn. With a path where the API is mounted at another than its own. */
  readonly server: string | readonly string[];
  readonly workerId: string;
  /** A name for people: the workerId where left out. */
  readonly name?: string;
  /** The most jobs at once: 1 where left out. */
  readonly maxConcurrentJobs?: number;
  /** With which a new worker comes in where the service asks for a credential. */
  readonly joinToken?: string;
  /** An API key, in place of a join token. */
  readonly key?: string;
  /** Where id and token are kept, so that a restart is known as the same worker. Nowhere where left out. */
  readonly stateFile?: string;
  /** Jobs that this process takes up from the one before it; they count until they were run or forgotten. */
  readonly activeJobs?: readonly string[];
  readonly tls?: TlsFiles;
  readonly heartbeat?: HeartbeatOverrides;
  /** Whose load is reported: that of this process, or of the machine. `process` where left out. */
  readonly load?: LoadOf;
  /** False for a program that does not know what jobs run: no job count is reported. */
  readonly countJobs?: boolean;
  /** Drains and deregisters on SIGTERM and SIGINT, and lets the process end then. */
  readonly handleSignals?: boolean;
  /** Takes a line for people; standard error where left out, nothing with false. */
  readonly log?: ((line: string) => void) | false;
}

const TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 30_000;

/** @throws TypeError for what cannot work: no server, a URL that is none */
export function sessionSettings(options: WorkerAgentOptions): SessionSettings {
  const { workerId, name = workerId, maxConcurrentJobs = 1, heartbeat = {} } = options;
  const servers = typeof options.server === 'string' ? [options.server] : [...options.server];
  if (servers.length === 0) throw new TypeError('server: at least one URL is needed');
  for (const url of servers) requireUrl(url);
  if (typeof workerId !== 'string' || workerId === '') throw new TypeError('workerId is needed');
  for (const name of ['joinToken', 'key'] as const) requireCredential(name, options[name]);
  return {
    servers,
    workerId,
    description: { ...describedBy(options), workerId, name, maxConcurrentJobs },
    credential: options.joinToken ?? options.key,
    stateFile: options.stateFile,
    tls: { ...options.tls },
    load: options.load ?? 'process',
    countsJobs: options.countJobs ?? true,
    timeoutMs: heartbeat.timeoutMs ?? TIMEOUT_MS,
    longestPauseMs: heartbeat.longestPauseMs ?? LONGEST_PAUSE_MS,
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
  'healthPath',
  'reconnect',
] as const satisfies readonly (keyof WorkerDescription)[];

function describedBy(options: WorkerDescription): Record<string, unknown> {
  const stated = DESCRIPTION_FIELDS.filter((name) => options[name] !== undefined);
  return Object.fromEntries(stated.map((name) => [name, options[name]]));
}

function requireCredential(name: string, value: string | undefined): void {
  if (value === undefined) return;
  if (value === '') throw new TypeError(`${name} is empty; leave it out where the service asks for none`);
  if (!isCredential(value)) throw new TypeError(`${name} holds spaces or characters that no credential has`);
}

function requireUrl(url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(`server: "${url}" is no URL with http:// or https://`);
  }
}
