import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { Instance } from '../../platform/instance/instance.js';
import type { Changes } from './judgement.store.js';

const BEGIN = statement(import.meta.url, './sql/begin-sweep.sql');
const COUNT = statement(import.meta.url, './sql/count-in-sweep.sql');
const FINISH = statement(import.meta.url, './sql/finish-sweep.sql');

/** Stores the journal of sweeps. */
@Injectable()
export class SweepStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
  ) {}

  async beginSweep(round: number, cause: 'schedule' | 'request'): Promise<void> {
    await this.database.query(BEGIN, [round, this.instance.number, cause]);
  }

  /**
   * Adds the changes of a batch.
   * @returns whether the sweep still belongs to this instance; otherwise the batch must abort
   */
  async countInSweep(on: Queryable, round: number, changes: Changes): Promise<boolean> {
    const { unhealthy, failed, recovered, held, released } = changes;
    const parameters = [round, this.instance.number, unhealthy, failed, recovered, held, released];
    return (await on.query(COUNT, parameters)).length === 1;
  }

  /** @param statistics figures of the fleet at the end of the sweep */
  async finishSweep(round: number, statistics: object): Promise<void> {
    await this.database.query(FINISH, [round, this.instance.number, JSON.stringify(statistics)]);
  }
}
