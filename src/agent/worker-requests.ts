import { setTimeout as pause } from 'node:timers/promises';
import type { AgentSettings } from './agent-settings.js';
import { pauseMs } from './backoff.js';
import { Unreachable, type HttpClient, type Request } from './http-client.js';
import { meaningOf, type Meaning } from './protocol.js';

const FIRST_PAUSE_MS = 500;
/** The lease must not expire during the wait for one response: a response may take one part of this many. */
const PART_OF_LEASE = 4;
const SHORTEST_TIMEOUT_MS = 1000;

/** Sends the requests of one worker: how long each may take, and how long to pause after failures. */
export class WorkerRequests {
  /** The length of the lease, in milliseconds, by the last answer that contained it. */
  leaseMs: number | undefined;

  /** @param halt aborts everything under way */
  constructor(
    private readonly settings: AgentSettings,
    private readonly http: HttpClient,
    private readonly halt: AbortSignal,
  ) {}

  /** Returns the path of the worker itself, followed by `below`. */
  pathOf(below: string): string {
    return `/${encodeURIComponent(this.settings.workerId)}${below}`;
  }

  /** How long one answer may take. */
  get answerMs(): number {
    return this.withinLease(this.settings.timeoutMs);
  }

  /** How long the answer to a heartbeat may take: less, as a lost one makes the worker late until it is repeated. */
  get beatAnswerMs(): number {
    return this.withinLease(this.settings.beatTimeoutMs);
  }

  /** Sends one request and interprets its response; an unavailable service means "later". */
  async sendRequest(request: Request, signal: AbortSignal = this.halt): Promise<Meaning> {
    try {
      return meaningOf(await this.http.sendRequest(request, request.answerMs ?? this.answerMs, signal));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      const refusal = { status: 0, code: 'unreachable', message: error.message, remedy: undefined };
      return { kind: 'later', retryAfterMs: error.retryAfterMs, refusal };
    }
  }

  /**
   * Returns the pause after failures, in milliseconds.
   * @param longestMs the longest pause, if other than the configured one
   */
  pauseAfter(failures: number, atLeastMs = 0, longestMs = Infinity): number {
    const bounds = { firstMs: FIRST_PAUSE_MS, longestMs: Math.min(this.settings.longestPauseMs, longestMs) };
    return Math.max(atLeastMs, pauseMs(failures, bounds, Math.random()));
  }

  async waitAfter(failures: number, atLeastMs?: number, signal = this.halt): Promise<void> {
    await pause(this.pauseAfter(failures, atLeastMs), undefined, { signal });
  }

  private withinLease(ms: number): number {
    const share = Math.max(SHORTEST_TIMEOUT_MS, (this.leaseMs ?? Infinity) / PART_OF_LEASE);
    return Math.min(ms, share);
  }
}
