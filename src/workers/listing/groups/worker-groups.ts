import { Injectable } from '@nestjs/common';
import { ANYONE, type Caller } from '../../../identity/access/caller.js';
import { HeldAnswers } from '../../../platform/sharing/held-answers.js';
import { readFilters } from '../../../platform/validation/read-query.js';
import type { WorkerFilters } from '../worker-filters.js';
import { filtersOf } from '../worker-list.js';
import { BASE_FIELDS, deriveGroups, isDerivable } from './derived-groups.js';
import { nameOf, readGroupBy, type GroupBy } from './group-by.js';
import { WorkerGroupsQuery, type GroupCountsDto, type WorkerGroupsDto } from './groups.dto.js';
import { WorkerGroupsStore, type GroupRow } from './store/worker-groups.store.js';

/** What is counted. */
interface Question {
  readonly by: readonly GroupBy[];
  readonly filters: WorkerFilters;
}

/** What most questions about the whole fleet are answered from, so that a page that asks several waits for one count. */
const BASE: Question = { by: BASE_FIELDS.map((field) => ({ field })), filters: filtersOf({}, ANYONE) };

/** Counts workers by zone, version, host, presence or tag. */
@Injectable()
export class WorkerGroups {
  private readonly held: HeldAnswers<Question, WorkerGroupsDto>;

  constructor(private readonly store: WorkerGroupsStore) {
    this.held = new HeldAnswers((question) => this.count(question), JSON.stringify);
  }

  /**
   * Returns the groups of the workers that match the filters and are in the scope of the caller, up to a second old, or up
   * to about thirty times the duration of the count.
   * @throws DomainError `validation_failed`
   */
  async readGroups(query: unknown, caller: Caller = ANYONE): Promise<WorkerGroupsDto> {
    const asked = readFilters(WorkerGroupsQuery, query);
    const question = { by: readGroupBy(asked.by), filters: filtersOf(asked, caller) };
    return (await this.derive(question)) ?? this.held.readAnswer(question);
  }

  /** @returns undefined if the answer does not follow from the base, which may have too many groups */
  private async derive({ by, filters }: Question): Promise<WorkerGroupsDto | undefined> {
    if (!isDerivable(by, filters)) return undefined;
    const base = await this.held.readAnswer(BASE);
    return base.otherGroups === null ? deriveGroups(base, by, filters) : undefined;
  }

  private async count({ by, filters }: Question): Promise<WorkerGroupsDto> {
    const rows = await this.store.countGroups(by, filters);
    const others = rows.find(({ key }) => key === null);
    return {
      by: by.map(nameOf),
      groups: rows.flatMap((row) =>
        row.key === null ? [] : [{ key: keyOf(by, row.key), ...countsOf(row) }],
      ),
      otherGroups: others === undefined ? null : { groups: others.groups, ...countsOf(others) },
      generatedAt: (rows[0]?.counted_at ?? new Date()).toISOString(),
    };
  }
}

const keyOf = (by: readonly GroupBy[], values: readonly (string | null)[]) =>
  Object.fromEntries(
    by.map((each, index) => [nameOf(each), 'tag' in each ? values[index] === 'true' : values[index]!]),
  );

const countsOf = ({ key: _key, groups: _groups, counted_at: _at, ...counts }: GroupRow): GroupCountsDto =>
  counts;
