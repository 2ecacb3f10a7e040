import type { Reliance } from './lease-watch.js';
import type { Refusal } from './protocol.js';
import type { AgentEvents, Report } from './agent-events.js';
import type { SessionSettings } from './session-settings.js';
import type { KeptState } from './state-file.js';

/** What the program's thread gives the other one at its start. */
export interface ThreadStart {
  readonly settings: SessionSettings;
  readonly lag: SharedArrayBuffer;
  readonly running: readonly string[];
  readonly report: Report;
  /** Of a thread before this one, which died. */
  readonly credentials: KeptState | undefined;
}

/** To the thread that beats. */
export type ToThread =
  | { readonly kind: 'job-began' | 'job-ended'; readonly jobId: string }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'beat' }
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly method: string;
      readonly path: string;
      readonly body?: unknown;
    }
  | { readonly kind: 'cancel'; readonly call: number }
  | { readonly kind: 'drain'; readonly reason: string | undefined }
  | { readonly kind: 'leave'; readonly reason: string | undefined; readonly timeoutMs: number };

type Told = {
  [Name in keyof AgentEvents]: {
    readonly kind: 'event';
    readonly name: Name;
    readonly detail: AgentEvents[Name][0];
  };
}[keyof AgentEvents];

/** From it. */
export type FromThread =
  | Told
  | { readonly kind: 'credentials'; readonly credentials: KeptState }
  /** Of the last registration or heartbeat that was accepted. */
  | { readonly kind: 'lease'; readonly lease: Reliance }
  /** Whether a registration is under way: calls and `ready()` wait. */
  | { readonly kind: 'registering'; readonly registering: boolean }
  /** The first registration was refused for good. */
  | { readonly kind: 'start-refused'; readonly refusal: Refusal }
  | { readonly kind: 'called'; readonly call: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'call-refused'; readonly call: number; readonly refusal: Refusal }
  | { readonly kind: 'left'; readonly deregistered: boolean };

/** What is not the answer to a call. */
export type Heard = Exclude<FromThread, { readonly kind: 'called' | 'call-refused' }>;
