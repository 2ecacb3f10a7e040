import { registration } from '../factories/registration.factory.js';
import type { TestServer } from './test-server.js';

/** The result of dialling one worker, in the API. */
export interface Reconnection {
  readonly success: boolean;
  readonly message: string;
  readonly result: {
    readonly outcome: string;
    readonly reached: boolean;
    readonly renewed: boolean;
    readonly how: string | null;
    readonly address: string | null;
    readonly port: number | null;
    readonly reason: string | null;
  };
  readonly worker: {
    readonly status: string;
    readonly health: string;
    readonly leaseExpiresAt: string | null;
  };
}

interface Event {
  readonly type: string;
  readonly actor: string;
  readonly detail: Record<string, unknown>;
}

/** Helpers for tests of reconnection. */
export class Probing {
  constructor(private readonly server: TestServer) {}

  /** Registers a worker before it runs. */
  async expect(workerId: string, given: Record<string, unknown> = {}): Promise<void> {
    const body = registration({ workerId, expectOnline: false, hostAddress: '127.0.0.1', ...given });
    await this.server.api.post('/register', body);
  }

  async dial(name: string): Promise<Reconnection> {
    return (await this.server.api.post<Reconnection>(`/${name}/reconnect`)).body;
  }

  async statusOf(workerId: string): Promise<string> {
    return (await this.server.api.get<{ status: string }>(`/${workerId}`)).body.status;
  }

  /** Events of the journal about reaching it. */
  async reached(workerId: string): Promise<Event[]> {
    return (await this.server.api.get<{ events: Event[] }>(`/${workerId}/events?type=reached`)).body.events;
  }

  /** Lets its lease have ended a minute ago, as found by the last sweep. */
  async fallSilent(workerId: string): Promise<void> {
    await this.server.database.query(
      `UPDATE worker_registration.worker_state SET
         lease_renewed_at = now() - interval '6 minutes', last_heartbeat = last_heartbeat - interval '6 minutes',
         health = 'UNHEALTHY', failed_checks = '{heartbeat}', consecutive_failures = 1
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = $1)`,
      [workerId],
    );
  }

  /** Moves all pauses to their end. */
  async allDue(): Promise<void> {
    await this.server.database.query(
      `UPDATE worker_registration.probe SET next_at = now() WHERE claimed_by IS NULL AND next_at < 'infinity'`,
    );
  }

  /** Consecutive probes that did not reach it. */
  async failuresOf(workerId: string): Promise<number> {
    const [row] = await this.server.database.query<{ failures: number }>(
      `SELECT failures FROM worker_registration.probe JOIN worker_registration.worker USING (id) WHERE worker_id = $1`,
      [workerId],
    );
    return row?.failures ?? 0;
  }

  /** Seconds until the next dial; if it is being dialled, the pause after that. */
  async pauseOf(workerId: string): Promise<number> {
    for (;;) {
      const [row] = await this.server.database.query<{ pause: number }>(
        `SELECT extract(epoch FROM next_at - now())::float8 AS pause
         FROM worker_registration.probe JOIN worker_registration.worker USING (id)
         WHERE worker_id = $1 AND claimed_by IS NULL`,
        [workerId],
      );
      if (row !== undefined) return row.pause;
    }
  }

  /** Number of probe rows that match a condition. */
  async count(condition: string): Promise<number> {
    const [row] = await this.server.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM worker_registration.probe WHERE ${condition}`,
    );
    return row!.count;
  }
}
