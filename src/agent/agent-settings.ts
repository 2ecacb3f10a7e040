import type { TlsFiles } from './http-client.js';
import type { LoadOf } from './host-load.js';

/** The settings of the heartbeat thread; structured-cloneable. */
export interface AgentSettings {
  readonly servers: readonly string[];
  readonly workerId: string;
  /** The body of each registration, without the parts that change. */
  readonly description: Readonly<Record<string, unknown>>;
  /** Sent while the worker has no token of its own. */
  readonly credential: string | undefined;
  readonly stateFile: string | undefined;
  readonly tls: TlsFiles;
  readonly load: LoadOf;
  /** Whether the program knows which jobs run. */
  readonly countsJobs: boolean;
  readonly timeoutMs: number;
  /** The same for heartbeats. */
  readonly beatTimeoutMs: number;
  readonly longestPauseMs: number;
  /** Whether to send heartbeats over a session where the service offers one. */
  readonly session: 'auto' | 'off';
  readonly intervalMs: number | undefined;
  readonly leaseMarginMs: number | undefined;
}
