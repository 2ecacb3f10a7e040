import { registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from './health.js';
import { startTestServer, type TestServer } from './test-server.js';

/** The begin of the period: the tenth hour before the present one. */
const BEGIN = Math.floor(Date.now() / 3_600_000 - 10) * 3_600_000;

/** A time of the period, in hours from its begin. */
export const at = (hours: number): string => new Date(BEGIN + hours * 3_600_000).toISOString();

/** A service whose journal says what tests write into it, and its reports about eight hours. */
export class ReportDesk {
  private asked = 0;

  private constructor(readonly server: TestServer) {}

  static async open(): Promise<ReportDesk> {
    return new ReportDesk(await startTestServer({ settings: SWEEPS_BY_HAND }));
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** Of an instance that has been there for five days, without a gap. */
  async clear(): Promise<void> {
    await this.query(
      'TRUNCATE worker_registration.worker, worker_registration.journal, worker_registration.gap CASCADE',
    );
    await this.query(`UPDATE worker_registration.instance SET started_at = now() - interval '5 days'`);
  }

  query(sql: string, values: readonly unknown[] = []) {
    return this.server.database.query(sql, values as unknown[]);
  }

  register(workerId: string, fields: object = {}) {
    return this.server.api.post('/register', registration({ workerId, ...fields }));
  }

  /** Registers a worker, before the period. */
  async know(workerId: string, fields: object = {}): Promise<void> {
    await this.register(workerId, fields);
    await this.move('registered', -5, workerId);
  }

  /** Moves the last event of a type, of a worker if one is named, to a time. */
  async move(type: string, hours: number, workerId?: string): Promise<void> {
    await this.query(
      `UPDATE worker_registration.journal SET at = $1 WHERE seq = (
         SELECT max(seq) FROM worker_registration.journal WHERE type::text = $2 AND ($3::text IS NULL OR worker_id = $3)
       )`,
      [at(hours), type, workerId ?? null],
    );
  }

  /** Writes an event as a sweep does. */
  async note(workerId: string, type: string, hours: number, detail: object): Promise<void> {
    await this.query(
      `INSERT INTO worker_registration.journal (at, type, id, worker_id, actor, detail)
       SELECT $1, $2::worker_registration.event_type, id, worker_id, 'service', $3
       FROM worker_registration.worker WHERE worker_id = $4`,
      [at(hours), type, JSON.stringify(detail), workerId],
    );
  }

  async ail(workerId: string, from: number, until: number): Promise<void> {
    await this.note(workerId, 'unhealthy', from, { from: 'HEALTHY', error: 'No heartbeat for 61 s' });
    await this.note(workerId, 'recovered', until, { from: 'UNHEALTHY' });
  }

  /** Each report has a length of its own, so that none is shared. */
  async read<T>(about: string, query = ''): Promise<T> {
    this.asked += 1;
    const until = new Date(Date.parse(at(8)) + this.asked).toISOString();
    return (await this.server.api.get<T>(`/reports/${about}?from=${at(0)}&until=${until}${query}`)).body;
  }
}
