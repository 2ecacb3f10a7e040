import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import type { DescribedWorker } from '../overrides.js';
import type { LiveState, WorkerState } from '../worker.js';
import { absence } from './absence.js';
import { DESCRIPTION_SELECTION } from './description-columns.js';
import { LIVE_COLUMNS, liveStateOf, placesOf, TIMED_COLUMNS, timedColumns } from './live-row.js';
import { Suspicion } from '../suspicion.js';
import { stateOf, type StateRow } from './state-row.js';

const READ_DESCRIPTIONS = statement(import.meta.url, './sql/read-descriptions.sql', {
  fields: DESCRIPTION_SELECTION,
});
const READ_STATES = statement(import.meta.url, './sql/read-states.sql', {
  timed: timedColumns('s', '$2'),
});
const READ_LIVE = statement(import.meta.url, './sql/read-live-states.sql', {
  live: LIVE_COLUMNS.map((name) => `s.${name}`).join(', '),
  absence: absence('s'),
  timed: timedColumns('s', '$2'),
});
const LIVE_AT = placesOf([...LIVE_COLUMNS, ...TIMED_COLUMNS, 'revision', 'absence', 'sweep_round']);
const FIND_NAMES = statement(import.meta.url, './sql/find-names.sql');

/** The two names of a worker. */
export interface WorkerNames {
  readonly id: string;
  readonly workerId: string;
}

/** A description and its revision: a registration stores the next revision. */
export type StoredDescription = DescribedWorker & Pick<WorkerState, 'id' | 'revision'>;

/** A state and the revision of its description. */
export type RevisedState = LiveState & Pick<WorkerState, 'revision'>;

/** Reads the records of workers. */
@Injectable()
export class WorkerStore {
  constructor(
    private readonly database: Database,
    private readonly suspicion: Suspicion,
  ) {}

  /** Finds the workers of names: a name is a workerId or, if no workerId is equal, an id. */
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
    const rows = await this.database.queryPrepared<StateRow>(READ_STATES, [ids, this.suspicion.margins]);
    return new Map(rows.map((row) => [row.id, stateOf(row)]));
  }

  /** Reads the state as far as answers contain it, and the revision of its description. */
  async readLive(ids: readonly string[]): Promise<Map<string, RevisedState>> {
    const rows = await this.database.queryPreparedTexts(READ_LIVE, [ids, this.suspicion.margins]);
    return new Map(
      rows.map((row) => {
        const state = liveStateOf(row, LIVE_AT);
        return [state.id, { ...state, revision: Number(row[LIVE_AT.revision]) }];
      }),
    );
  }
}
