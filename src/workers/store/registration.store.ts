import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import { Instance } from '../../platform/instance/instance.js';
import { searchTextOf, termsOf } from '../terms.js';
import { usableSlots, type WorkerDescription, type WorkerState } from '../worker.js';
import { stateOf, type StateRow } from './state-row.js';

const REGISTER = sqlFile(import.meta.url, './sql/register-workers.sql');
const DROP = sqlFile(import.meta.url, './sql/drop-workers.sql');

/** One registration, validated, as it is to be stored. */
export interface Registration {
  readonly description: WorkerDescription;
  readonly bootId: string | null;
  readonly activeJobCount: number;
  readonly expectOnline: boolean;
  /** Drop the old record and start a new one. */
  readonly force: boolean;
}

/** Writes registrations, many in one statement. */
@Injectable()
export class RegistrationStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
  ) {}

  /** Registers workers, each `workerId` at most once; answers their states in the order given. */
  async register(registrations: readonly Registration[]): Promise<WorkerState[]> {
    const forced = registrations.filter(({ force }) => force).map(({ description }) => description.workerId);
    return this.instance.taking(() => {
      if (forced.length === 0) return this.write(this.database, registrations, new Set());
      return this.database.transaction(async (tx) => {
        const dropped = await tx.query<{ worker_id: string }>(DROP, [forced]);
        return this.write(tx, registrations, new Set(dropped.map(({ worker_id }) => worker_id)));
      });
    });
  }

  private async write(
    on: Pick<Database, 'query'>,
    registrations: readonly Registration[],
    replaced: ReadonlySet<string>,
  ): Promise<WorkerState[]> {
    const items = registrations.map((registration, ord) => itemOf(registration, ord, replaced));
    const rows = await on.query<StateRow & { ord: number }>(REGISTER, [
      JSON.stringify(items),
      this.instance.number,
    ]);
    const states = Array.from<WorkerState>({ length: registrations.length });
    for (const row of rows) states[row.ord] = stateOf(row);
    return states;
  }
}

function itemOf({ description, ...told }: Registration, ord: number, replaced: ReadonlySet<string>): object {
  return {
    ord,
    id: uuidv7(),
    worker_id: description.workerId,
    name: description.name,
    host_name: description.hostName,
    host_address: description.hostAddress,
    port: description.port,
    max_concurrent_jobs: description.maxConcurrentJobs,
    usable_slots: usableSlots(description.maxConcurrentJobs, description.workerLoadFactor),
    capabilities: description.capabilities,
    tags: description.tags,
    version: description.version,
    priority_threshold: description.priorityThreshold,
    worker_load_factor: description.workerLoadFactor,
    zone: description.zone,
    health_path: description.healthPath,
    reconnect: description.reconnect,
    terms: termsOf(description),
    search_text: searchTextOf(description),
    boot_id: told.bootId,
    active_job_count: told.activeJobCount,
    expect_online: told.expectOnline,
    replaced: replaced.has(description.workerId),
  };
}
