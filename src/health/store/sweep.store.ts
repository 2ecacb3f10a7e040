import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import { Instance } from '../../platform/instance/instance.js';
import type { Changes } from './judgement.store.js';

const BEGIN = sqlFile(import.meta.url, './sql/begin-sweep.sql');
const COUNT = sqlFile(import.meta.url, './sql/count-in-sweep.sql');
const FINISH = sqlFile(import.meta.url, './sql/finish-sweep.sql');

/** The journal of sweeps. */
@Injectable()
export class SweepStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
  ) {}

  async begin(round: number, cause: 'schedule' | 'request'): Promise<void> {
    await this.database.query(BEGIN, [round, this.instance.number, cause]);
  }

  /** Adds what a batch did. @returns whether the sweep is still this instance's; a batch that finds it is not ends */
  async count(on: Queryable, round: number, changes: Changes): Promise<boolean> {
    const { unhealthy, failed, recovered, held, released } = changes;
    const parameters = [round, this.instance.number, unhealthy, failed, recovered, held, released];
    return (await on.query(COUNT, parameters)).length === 1;
  }

  /** @param statistics how the fleet was at its end */
  async finish(round: number, statistics: object): Promise<void> {
    await this.database.query(FINISH, [round, this.instance.number, JSON.stringify(statistics)]);
  }
}
