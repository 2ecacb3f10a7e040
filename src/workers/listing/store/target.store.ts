import { Injectable } from '@nestjs/common';
import { Database, type Texts } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import type { WorkerFilters } from '../worker-filters.js';
import { FilterConditions } from './filter-conditions.js';
import { Outline } from './outline.js';
import { outlineFleet } from './outline-statements.js';

const READ_TARGETS = statement(import.meta.url, './sql/read-targets.sql');

/** What a target shows of the description of a worker. */
export interface DescribedTarget {
  readonly id: string;
  readonly workerId: string;
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly zone: string;
  readonly version: string;
  /** Separated by commas. */
  readonly tags: string;
}

/** Reads the targets of discovery. */
@Injectable()
export class TargetStore {
  constructor(
    private readonly database: Database,
    private readonly filters: FilterConditions,
  ) {}

  /** Returns the digest of the workers that match the filters, at a small part of the cost of their outline. */
  async readDigest(filters: WorkerFilters): Promise<string> {
    return (await this.read('digest', filters)).digest;
  }

  async readOutline(filters: WorkerFilters): Promise<Outline> {
    const { digest, entries } = await this.read('entries', filters);
    return new Outline(digest, entries);
  }

  /** Returns those of the workers that have an address and a port, in the order of their ids. */
  async readTargets(ids: readonly string[]): Promise<DescribedTarget[]> {
    // As text: the driver would quote each id.
    const list = `{${ids.join(',')}}`;
    return (await this.database.queryPreparedTexts(READ_TARGETS, [list])).map(targetOf);
  }

  private async read(
    told: 'digest' | 'entries',
    filters: WorkerFilters,
  ): Promise<{ digest: string; entries: string }> {
    const { conditions } = await this.filters.readConditions(this.database, filters);
    const { statement: outline, parameters } = outlineFleet(told, filters, conditions);
    const [row] = await this.database.query<{ digest: string; entries: string }>(outline, parameters);
    return row!;
  }
}

const targetOf = ([id, workerId, name, host, port, zone, version, tags]: Texts): DescribedTarget => ({
  id: id!,
  workerId: workerId!,
  name: name!,
  host: host!,
  port: port!,
  zone: zone ?? '',
  version: version ?? '',
  tags: tags!,
});
