import type { AgentEvents } from './agent-events.js';
import type { Reliance } from './lease-watch.js';
import { longestElapsedMs, momentNow } from './moment.js';

/** Whether a worker may accept jobs, derived from events. */
export class Standing {
  /** Whether a registration is under way. */
  registering = true;
  /** From the last response. */
  lease: Reliance | undefined;
  private leaseHeld = true;
  private asked: 'drain' | 'maintenance' | undefined;

  constructor(private readonly now = momentNow) {}

  /** Does not consider free slots. */
  get acceptsWork(): boolean {
    return !this.registering && this.leaseHeld && !this.leaseIsOver && this.asked === undefined;
  }

  noteEvent(name: keyof AgentEvents): void {
    if (name === 'lease-lost' || name === 'lease-regained') this.leaseHeld = name === 'lease-regained';
    else if (name === 'drain' || name === 'maintenance') this.asked = name;
    else if (name === 'activate') this.asked = undefined;
  }

  /** Reads the clocks at the moment of the call: after a suspend no timer has fired yet. */
  private get leaseIsOver(): boolean {
    if (this.lease?.usableMs === undefined) return false;
    return longestElapsedMs(this.lease.sentAt, this.now()) >= this.lease.usableMs;
  }
}
