import { Injectable } from '@nestjs/common';
import { valuesOf, type DescribedWorker } from '../../../fleet/overrides.js';
import { DESCRIPTION_SELECTION } from '../../../fleet/store/description-columns.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import { termsOf } from '../../../fleet/terms.js';
import { usableSlots } from '../../../fleet/worker.js';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import type { OverrideChange } from '../override-request.js';

const LOCK = statement(import.meta.url, './sql/lock-description.sql', { fields: DESCRIPTION_SELECTION });
const OVERRIDE = statement(import.meta.url, './sql/override-worker.sql', JOURNAL);

/** Stores what operators set in place of workers. */
@Injectable()
export class OverrideStore {
  constructor(private readonly database: Database) {}

  /**
   * @param decide gets the worker as it is, locked; undefined: there is nothing to change
   * @returns undefined for an unknown worker, or one outside the scope
   */
  overrideWorker(
    id: string,
    scope: string | null,
    { actor, reason }: { actor: string; reason: string | null },
    decide: (worker: DescribedWorker) => OverrideChange | undefined,
  ): Promise<{ readonly isChanged: boolean } | undefined> {
    return this.database.transaction(async (tx) => {
      const [worker] = await tx.query<DescribedWorker>(LOCK, [id, scope]);
      const change = worker && decide(worker);
      if (change === undefined) return worker && { isChanged: false };
      const { set, removed, reported, inForce } = change;
      const { capacity, tags, zone } = valuesOf(inForce);
      await tx.query(OVERRIDE, [
        id,
        JSON.stringify(set),
        removed,
        actor,
        JSON.stringify(reported),
        capacity,
        usableSlots(capacity, inForce.workerLoadFactor),
        tags,
        zone,
        termsOf(inForce),
        reason,
      ]);
      return { isChanged: true };
    });
  }
}
