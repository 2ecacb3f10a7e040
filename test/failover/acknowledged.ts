import { Client } from 'pg';

const FIND = `
  SELECT 'beats' AS kind, worker_id AS name, heartbeat_count::integer AS count
    FROM worker_registration.worker JOIN worker_registration.worker_state USING (id)
  UNION ALL SELECT 'job', job_id, 1 FROM worker_registration.job`;

/** What the service has acknowledged, to be compared with its rows. */
export class Acknowledged {
  private readonly beats = new Map<string, number>();
  private readonly workers = new Set<string>();
  private readonly jobs = new Set<string>();

  addBeat(worker: string): void {
    this.beats.set(worker, (this.beats.get(worker) ?? 0) + 1);
  }

  addWorker(worker: string): void {
    this.workers.add(worker);
  }

  addJob(job: string): void {
    this.jobs.add(job);
  }

  /** Number of acknowledged heartbeats, registrations and claims, and of those without a row. */
  async compare(url: string): Promise<{ acknowledged: number; lost: number }> {
    const beats = [...this.beats];
    const names = [...this.workers];
    const jobs = [...this.jobs];
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<{ kind: string; name: string; count: number }>(FIND);
      const counts = new Map(rows.filter(isBeats).map(({ name, count }) => [name, count]));
      const kept = new Set(rows.filter((row) => !isBeats(row)).map(({ name }) => name));
      const missing = beats.map(([name, count]) => Math.max(0, count - (counts.get(name) ?? 0)));
      const absent = names.filter((name) => !counts.has(name)).length;
      const gone = jobs.filter((name) => !kept.has(name)).length;
      return {
        acknowledged: sum(beats.map(([, count]) => count)) + names.length + jobs.length,
        lost: sum(missing) + absent + gone,
      };
    } finally {
      await client.end();
    }
  }
}

const isBeats = ({ kind }: { kind: string }): boolean => kind === 'beats';
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
