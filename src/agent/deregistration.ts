import { withDeadline, type Bounds } from './deadline.js';
import type { Refusal } from './protocol.js';
import { Refused, type Registration } from './registration.js';
import { sendableReason } from './sendable.js';

/** How long a stop during the first registration waits for the response. */
const FIRST_ANSWER_MS = 1000;

interface Deregister {
  readonly drain?: true;
  readonly forceDeregister?: true;
  readonly reason: string | undefined;
}

/** Takes the worker out of the fleet: at once, or after its jobs. */
export class Deregistration {
  private hasLeft: boolean | undefined;

  constructor(
    private readonly registration: Registration,
    private readonly problem: (refusal: Refusal) => void,
    private readonly halt: AbortSignal,
  ) {}

  /** Notes that the agent is no longer this worker. @param hasLeft whether the worker was deregistered */
  noteEnd(hasLeft: boolean): void {
    this.hasLeft = hasLeft;
  }

  /** Requests to be deregistered when the jobs are done. */
  async drainWorker(reason: string | undefined): Promise<void> {
    await this.send({ drain: true, reason }, { signals: [this.halt] });
  }

  /** Deregisters the worker if it is registered. @returns whether it is deregistered now */
  async deregisterWorker(reason: string | undefined, ms: number): Promise<boolean> {
    const { registration } = this;
    // The service may be about to accept the registration; the worker would then stay registered.
    if (registration.count === 0) await registration.waitUntilSettled(FIRST_ANSWER_MS);
    if (this.hasLeft === undefined && registration.count > 0)
      this.hasLeft = await this.send({ forceDeregister: true, reason }, { ms });
    return this.hasLeft ?? false;
  }

  /** @returns whether the worker is deregistered, or will be after its jobs */
  private async send(given: Deregister, bounds: Bounds): Promise<boolean> {
    try {
      const path = this.registration.requests.pathOf('/deregister');
      const request = { method: 'POST', path, body: { ...given, reason: sendableReason(given.reason) } };
      await withDeadline(bounds, (signal) => this.registration.callApi(request, signal));
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) return false;
      // The drain, whose request was sent at the same time, may have been faster.
      if (error.refusal.code === 'worker_deregistered') return true;
      this.problem(error.refusal);
      return false;
    }
  }
}
