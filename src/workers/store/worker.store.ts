import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { JobReleaseStore } from '../../jobs/store/job-release.store.js';
import { Database } from '../../platform/database/database.js';
import { prepared } from '../../platform/database/prepared.js';
import { compose, sqlFile } from '../../platform/database/sql-file.js';
import type { Fence, FenceVerdict } from '../fence.js';
import type { LiveState, Presence, WorkerDescription, WorkerState } from '../worker.js';
import { fencePiece } from './fence-piece.js';
import { LIVE_COLUMNS, liveStateOf, placesOf } from './live-row.js';
import { stateOf, type StateRow } from './state-row.js';

const READ_DESCRIPTIONS = prepared(
  'read-descriptions',
  sqlFile(import.meta.url, './sql/read-descriptions.sql'),
);
const READ_STATES = prepared('read-states', sqlFile(import.meta.url, './sql/read-states.sql'));
const READ_LIVE = prepared(
  'read-live-states',
  compose(sqlFile(import.meta.url, './sql/read-live-states.sql'), {
    live: LIVE_COLUMNS.map((name) => `s.${name}`).join(', '),
  }),
);
const LIVE_AT = placesOf([...LIVE_COLUMNS, 'revision', 'sweep_round']);
const FIND_NAMES = prepared('find-names', sqlFile(import.meta.url, './sql/find-names.sql'));
const DELETE = sqlFile(import.meta.url, './sql/delete-worker.sql');
const PURGE = sqlFile(import.meta.url, './sql/purge-workers.sql');
const DEREGISTER = compose(sqlFile(import.meta.url, './sql/deregister-worker.sql'), {
  fence: fencePiece('$6::integer', '$7::text'),
});

/** The two names of one worker. */
export interface WorkerNames {
  readonly id: string;
  readonly workerId: string;
}

/** A description, and which one it is: a registration stores the next revision. */
export type StoredDescription = WorkerDescription & Pick<WorkerState, 'id' | 'revision'>;

/** A state, and the revision of the description that belongs to it. */
export type RevisedState = LiveState & Pick<WorkerState, 'revision'>;

export interface Departure {
  readonly force: boolean;
  readonly drain: boolean;
  readonly reason: string | null;
  /** Who asks for it, as the journal shows it. */
  readonly actor: string;
}

/** What a deregistration found and did. */
export interface DepartureResult {
  /** Nothing was done where it is not null. */
  readonly fence: FenceVerdict;
  readonly was: Presence;
  readonly activeJobs: number;
  /** The state after it; undefined where nothing changed. */
  readonly state: WorkerState | undefined;
}

/** Reads and removes records of workers. */
@Injectable()
export class WorkerStore {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobReleaseStore,
  ) {}

  /** Which workers are meant by names: a name is a workerId or, where no workerId is equal, an id. */
  async findNames(names: readonly string[]): Promise<Map<string, WorkerNames>> {
    const ids = names.filter((name) => isUuid(name));
    const rows = await this.database.queryPreparedTexts(FIND_NAMES, [names, ids]);
    const found = rows.map(([workerId, id]): WorkerNames => ({ workerId: workerId!, id: id! }));
    const meant = new Map<string, WorkerNames>();
    if (ids.length > 0) {
      const byId = new Map(found.map((worker) => [worker.id, worker]));
      for (const name of ids) {
        const worker = byId.get(name.toLowerCase());
        if (worker !== undefined) meant.set(name, worker);
      }
    }
    const asked = ids.length === 0 ? undefined : new Set(names);
    for (const worker of found) if (asked?.has(worker.workerId) ?? true) meant.set(worker.workerId, worker);
    return meant;
  }

  async readDescriptions(ids: readonly string[]): Promise<StoredDescription[]> {
    return this.database.queryPrepared(READ_DESCRIPTIONS, [ids]);
  }

  async readStates(ids: readonly string[]): Promise<Map<string, WorkerState>> {
    const rows = await this.database.queryPrepared<StateRow>(READ_STATES, [ids]);
    return new Map(rows.map((row) => [row.id, stateOf(row)]));
  }

  /** The same as far as answers show it, and which description belongs to it. */
  async readLive(ids: readonly string[]): Promise<Map<string, RevisedState>> {
    const rows = await this.database.queryPreparedTexts(READ_LIVE, [ids]);
    return new Map(
      rows.map((row) => {
        const state = liveStateOf(row, LIVE_AT);
        return [state.id, { ...state, revision: Number(row[LIVE_AT.revision]) }];
      }),
    );
  }

  /** A worker leaves, or is asked to; undefined for an unknown one. */
  async deregister(
    id: string,
    { force, drain, reason, actor }: Departure,
    { incarnation, bootId }: Fence,
  ): Promise<DepartureResult | undefined> {
    type Row = Partial<StateRow> & { was_presence: Presence; active_jobs: number; fence: FenceVerdict };
    const fence = [incarnation ?? null, bootId ?? null];
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(DEREGISTER, [id, force, drain, reason, actor, ...fence]);
      if (row === undefined) return undefined;
      const changed = row.revision === null ? undefined : stateOf(row as StateRow);
      const gone = changed?.presence === 'DEREGISTERED' && changed.assignedJobCount > 0;
      if (gone) await this.jobs.release(tx, [id], { reason: 'deregistered', actor, tellLater: false });
      const { was_presence: was, active_jobs: activeJobs } = row;
      return { fence: row.fence, was, activeJobs, state: changed };
    });
  }

  /** @returns whether there was a record */
  async delete(id: string, actor: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      // The description before the state, as a registration locks them; not yet against the check of the foreign key, which
      // a transaction that holds the state makes when it updates it once more, and would wait for here in a circle.
      await tx.query('SELECT FROM worker_registration.worker WHERE id = $1 FOR NO KEY UPDATE', [id]);
      await tx.query('SELECT FROM worker_registration.worker_state WHERE id = $1 FOR UPDATE', [id]);
      await this.jobs.release(tx, [id], { reason: 'the record was deleted', actor, tellLater: false });
      return (await tx.query(DELETE, [id, actor])).length === 1;
    });
  }

  /** Drops records that are absent for so many days. @returns how many, at most the limit */
  async purge(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ purged: number }>(PURGE, [days, limit]);
    return row!.purged;
  }
}
