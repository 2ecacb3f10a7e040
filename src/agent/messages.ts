import type { Flag } from './last-words.js';
import type { Reliance } from './lease-watch.js';
import type { Refusal } from './protocol.js';
import type { AgentEvents, Report } from './agent-events.js';
import type { AgentSettings } from './agent-settings.js';
import type { KeptState } from './state-file.js';

/** What the program's thread passes to the heartbeat thread at its start. */
export interface ThreadStart {
  readonly settings: AgentSettings;
  readonly lag: SharedArrayBuffer;
  readonly running: readonly string[];
  readonly report: Report;
  /** From a previous thread, which died. */
  readonly credentials: KeptState | undefined;
}

/** Messages to the heartbeat thread. */
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
  | {
      readonly kind: 'leave';
      readonly reason: string | undefined;
      readonly timeoutMs: number;
      /** Raised when that is done: for a program that can no longer receive messages. */
      readonly flag?: Flag;
    };

type Notice = {
  [Name in keyof AgentEvents]: {
    readonly kind: 'event';
    readonly name: Name;
    readonly detail: AgentEvents[Name][0];
  };
}[keyof AgentEvents];

/** Messages from the heartbeat thread. */
export type FromThread =
  | Notice
  | { readonly kind: 'credentials'; readonly credentials: KeptState }
  /** From the last registration or heartbeat that was accepted. */
  | { readonly kind: 'lease'; readonly lease: Reliance }
  /** Whether a registration is under way: calls and `ready()` wait for it. */
  | { readonly kind: 'registering'; readonly registering: boolean }
  /** The first registration was refused permanently. */
  | { readonly kind: 'start-refused'; readonly refusal: Refusal }
  | { readonly kind: 'called'; readonly call: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'call-refused'; readonly call: number; readonly refusal: Refusal }
  | { readonly kind: 'left'; readonly deregistered: boolean };

/** Messages other than responses to calls. */
export type Heard = Exclude<FromThread, { readonly kind: 'called' | 'call-refused' }>;
