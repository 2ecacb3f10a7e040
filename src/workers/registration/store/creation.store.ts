import { Injectable } from '@nestjs/common';
import { Suspicion } from '../../../fleet/suspicion.js';
import { Database } from '../../../platform/database/database.js';
import { Instance } from '../../../platform/instance/instance.js';
import { nameOf, type Authorised, type Registered, type ShownState } from '../registration.js';
import { CREATE, parametersOf, SHOWN } from './register-statement.js';

/** Creates records of new workers, one in a statement, which is a transaction of its own. */
@Injectable()
export class CreationStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly suspicion: Suspicion,
  ) {}

  /**
   * Registers a new worker.
   * @returns undefined if there is a worker of that name, or if its registration needs more than a new record
   */
  async createWorker(one: Authorised): Promise<Registered<ShownState> | undefined> {
    if (!needsOnlyRecord(one)) return undefined;
    const parameters = parametersOf(one, this.instance.number, this.suspicion);
    const [row] = await this.instance.runAccepting(
      () => this.database.queryPreparedTexts(CREATE, parameters),
      [nameOf(one)],
    );
    return row && { state: SHOWN.read(row), releasedJobs: [], foreignJobs: [] };
  }
}

/** Whether a new record is all that a registration changes: no other record, no job and no count of uses. */
const needsOnlyRecord = ({ registration, authority }: Authorised): boolean =>
  !registration.force && authority.proof === undefined && authority.joinToken?.limited !== true;
