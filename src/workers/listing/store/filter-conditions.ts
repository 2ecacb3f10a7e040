import { Injectable } from '@nestjs/common';
import { Suspicion } from '../../../fleet/suspicion.js';
import type { Queryable } from '../../../platform/database/database.js';
import type { WorkerFilters } from '../worker-filters.js';
import { hasTrigrams } from './has-trigrams.js';
import { conditionsOf, type Condition } from './list-conditions.js';

/** What filters mean for this database. */
export interface FilterMeaning {
  readonly conditions: readonly Condition[];
  /** Whether texts are searched by trigrams; otherwise only from their beginning. */
  readonly trigrams: boolean;
}

/** Turns filters into conditions, the same for the list, its figures and discovery. */
@Injectable()
export class FilterConditions {
  private trigrams: boolean | undefined;

  constructor(private readonly suspicion: Suspicion) {}

  /** @param on where to look once whether there are trigrams */
  async readConditions(on: Queryable, filters: WorkerFilters): Promise<FilterMeaning> {
    const trigrams = (this.trigrams ??= await hasTrigrams(on));
    return { conditions: conditionsOf(filters, trigrams, this.suspicion.margins), trigrams };
  }
}
