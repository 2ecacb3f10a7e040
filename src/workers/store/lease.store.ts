import { Injectable } from '@nestjs/common';
import { JobReleaseStore } from '../../jobs/store/job-release.store.js';
import { Database } from '../../platform/database/database.js';
import { Instance } from '../../platform/instance/instance.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import type { Presence, ReportedStatus, WorkerState } from '../worker.js';
import { stateOf, type StateRow } from './state-row.js';

const RENEW = sqlFile(import.meta.url, './sql/renew-leases.sql');
const FIND_REFUSALS = sqlFile(import.meta.url, './sql/find-refusals.sql');

/** What one heartbeat reports; what is undefined stays as it was. */
export interface Beat {
  readonly id: string;
  readonly bootId?: string | undefined;
  readonly incarnation?: number | undefined;
  readonly status?: ReportedStatus | undefined;
  readonly message?: string | undefined;
  readonly currentJobCount?: number | undefined;
  readonly availableCapacity?: number | undefined;
  readonly cpuUsage?: number | undefined;
  readonly memoryUsage?: number | undefined;
  readonly errorCount?: number | undefined;
  readonly eventLoopLagMs?: number | undefined;
  /** Revoked jobs that it has stopped. */
  readonly droppedJobs?: readonly string[] | undefined;
  /** Heartbeats that were merged into this one, itself included; 1 where left out. */
  readonly count?: number | undefined;
}

/** A lease that was renewed. */
export interface Renewal {
  readonly state: WorkerState;
  /** Whether the worker was judged ill for its silence, or was not there: it is to be judged anew. */
  readonly endsSilence: boolean;
}

/** What there is of a worker whose heartbeat was not taken. */
export interface Refusal {
  readonly presence: Presence;
  readonly reason: string | null;
}

/** PostgreSQL's `real` is single precision, and refuses what is too small for it instead of rounding it to 0. */
const single = (value: number | null): number | null => (value === null ? null : Math.fround(value));

/** Takes heartbeats, many in one statement. */
@Injectable()
export class LeaseStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly jobs: JobReleaseStore,
  ) {}

  /** Renews the leases of workers, each id at most once. Who is missing in the answer was refused. */
  async renew(beats: readonly Beat[]): Promise<Map<string, Renewal>> {
    const column = <K extends keyof Beat>(name: K) => beats.map((beat) => beat[name] ?? null);
    const parameters = [
      column('id'),
      column('bootId'),
      column('incarnation'),
      column('status'),
      column('message'),
      column('currentJobCount'),
      column('availableCapacity'),
      column('cpuUsage').map(single),
      column('memoryUsage').map(single),
      column('errorCount'),
      column('eventLoopLagMs').map((lag) => (lag === null ? null : Math.round(lag))),
      column('count').map((count) => count ?? 1),
      this.instance.number,
    ];
    const rows = await this.instance.taking(() =>
      this.database.query<StateRow & { ends_silence: boolean }>(RENEW, parameters),
    );
    const renewed = new Map(
      rows.map((row) => [row.id, { state: stateOf(row), endsSilence: row.ends_silence }]),
    );
    this.instance.took(beats.reduce((sum, { id, count }) => sum + (renewed.has(id) ? (count ?? 1) : 0), 0));
    return renewed;
  }

  /** Jobs that are to be told to workers as taken from them, by worker; those that they have dropped are forgotten. */
  async revoked(workers: readonly string[], beats: readonly Beat[]): Promise<Map<string, string[]>> {
    const dropped = beats.flatMap(({ id, droppedJobs = [] }) =>
      droppedJobs.map((jobId) => ({ worker: id, jobId })),
    );
    const revoked = new Map<string, string[]>();
    if (workers.length === 0) return revoked;
    const jobs = await this.database.transaction((tx) => this.jobs.revoked(tx, workers, dropped));
    for (const { worker, jobId } of jobs) revoked.set(worker, [...(revoked.get(worker) ?? []), jobId]);
    return revoked;
  }

  /** What is there now of workers whose heartbeats were refused; who is missing is unknown. */
  async findRefusals(ids: readonly string[]): Promise<Map<string, Refusal>> {
    const rows = await this.database.query<{
      id: string;
      presence: Presence;
      presence_reason: string | null;
    }>(FIND_REFUSALS, [ids]);
    return new Map(rows.map((row) => [row.id, { presence: row.presence, reason: row.presence_reason }]));
  }
}
