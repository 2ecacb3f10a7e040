import type { TlsFiles } from './http-client.js';
import type { LoadOf } from './host-load.js';

/** What the thread that beats needs to know; all of it can be cloned. */
export interface SessionSettings {
  readonly servers: readonly string[];
  readonly workerId: string;
  /** The body of the registration, without what changes between two of them. */
  readonly description: Readonly<Record<string, unknown>>;
  /** Shown where the worker has no token of its own. */
  readonly credential: string | undefined;
  readonly stateFile: string | undefined;
  readonly tls: TlsFiles;
  readonly load: LoadOf;
  /** Whether it knows what jobs run. */
  readonly countsJobs: boolean;
  readonly timeoutMs: number;
  readonly longestPauseMs: number;
  readonly intervalMs: number | undefined;
  readonly leaseMarginMs: number | undefined;
}
