import type { AgentEvents } from './agent-events.js';

/** Whether a worker is to take jobs, by what it hears. */
export class Standing {
  /** Whether a registration is under way. */
  registering = true;
  private leaseHeld = true;
  private asked: 'drain' | 'maintenance' | undefined;

  /** Says nothing of free slots. */
  get acceptsWork(): boolean {
    return !this.registering && this.leaseHeld && this.asked === undefined;
  }

  hear(name: keyof AgentEvents): void {
    if (name === 'lease-lost' || name === 'lease-regained') this.leaseHeld = name === 'lease-regained';
    else if (name === 'drain' || name === 'maintenance') this.asked = name;
    else if (name === 'activate') this.asked = undefined;
  }
}
