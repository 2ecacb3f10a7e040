import type { Answer } from '../../support/api-client.js';
import { History } from '../history/history.js';
import { type Exchange, toldOf } from '../history/told-of.js';

/** Operations of the clients; the paths are those of docs/openapi.json. */
export const OPERATIONS = {
  register: ['POST', '/register'],
  heartbeat: ['POST', '/{workerId}/heartbeat'],
  deregister: ['POST', '/{workerId}/deregister'],
  jobs: ['GET', '/{workerId}/jobs'],
  assign: ['POST', '/{workerId}/jobs'],
  claim: ['POST', '/jobs/claim'],
  end: ['DELETE', '/{workerId}/jobs/{jobId}'],
  drain: ['POST', '/{workerId}/drain'],
  maintenance: ['POST', '/{workerId}/maintenance'],
  activate: ['POST', '/{workerId}/activate'],
} as const satisfies Record<string, readonly [method: string, path: string]>;

export type OperationName = keyof typeof OPERATIONS;

/** Answers of one kind. */
export interface Seen {
  readonly operation: OperationName;
  readonly status: number;
  /** Error code; empty for a success. */
  readonly code: string;
  /** Whether a client that does nothing wrong must expect it. */
  readonly expected: boolean;
  readonly message: string;
  /** Whether it has Retry-After. */
  readonly retryAfter: boolean;
  count: number;
}

/** Counts the answers of all clients, and the missing ones. */
export interface Tally {
  readonly requests: number;
  readonly unanswered: number;
  /** Answers with Retry-After. */
  readonly refused: number;
  readonly seen: readonly Seen[];
}

export class Answers {
  /** What all answers promised, for the replay against the model. */
  readonly history = new History();
  private kinds = new Map<string, Seen>();
  private requests = 0;
  private unanswered = 0;

  /** Since the last `take`. */
  get seen(): readonly Seen[] {
    return [...this.kinds.values()];
  }

  /** Returns all counts since the last call. */
  take(): Tally {
    const { seen } = this;
    const refused = seen.reduce((sum, { status, count }) => sum + (status === 503 ? count : 0), 0);
    const tally = { requests: this.requests, unanswered: this.unanswered, refused, seen };
    this.kinds = new Map();
    this.requests = 0;
    this.unanswered = 0;
    return tally;
  }

  heard(exchange: Exchange, answer: Answer): void {
    const told = toldOf(exchange, answer);
    if (told !== undefined) this.history.told(told);
  }

  add(operation: OperationName, answer: Answer | undefined, expected: readonly string[]): void {
    this.requests += 1;
    if (answer === undefined) {
      this.unanswered += 1;
      return;
    }
    const { status, body } = answer;
    const code = status < 400 ? '' : String(body['code']);
    const fine = status < 400 || status === 503 || expected.includes(code);
    const retryAfter = Number(answer.headers.get('retry-after')) > 0;
    const key = `${operation} ${status} ${code} ${fine} ${retryAfter}`;
    const known = this.kinds.get(key);
    if (known !== undefined) known.count += 1;
    else {
      const message = String(body['message']);
      this.kinds.set(key, { operation, status, code, expected: fine, message, retryAfter, count: 1 });
    }
  }
}
