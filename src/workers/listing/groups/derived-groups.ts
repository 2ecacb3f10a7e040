import { versionTerm, zoneTerm } from '../../../fleet/terms.js';
import type { WorkerFilters } from '../worker-filters.js';
import { nameOf, type GroupBy } from './group-by.js';
import type { GroupCountsDto, WorkerGroupDto, WorkerGroupsDto } from './groups.dto.js';

/** The counts from which others follow: facets, maps, zones and versions are all of them one reading. */
export const BASE_FIELDS = ['zone', 'version', 'presence'] as const;

type BaseKey = Readonly<Record<(typeof BASE_FIELDS)[number], string | null>>;

/** Whether groups follow from counts by zone, version and presence. */
export function isDerivable(by: readonly GroupBy[], filters: WorkerFilters): boolean {
  const { statuses, healths, presences: _, terms, text, minAvailableCapacity, ...others } = filters;
  const { suspect, host, orders, workerIdPrefix } = others;
  return (
    by.every((each) => 'field' in each && BASE_FIELDS.some((field) => field === each.field)) &&
    terms.every((term) => term.startsWith(zoneTerm('')) || term.startsWith(versionTerm(''))) &&
    [statuses, healths, orders, workerIdPrefix].every(({ length }) => length === 0) &&
    [text, minAvailableCapacity, suspect, host].every((each) => each === null)
  );
}

/** Sums counts by zone, version and presence up to the groups that were asked for, the largest first. */
export function deriveGroups(
  base: WorkerGroupsDto,
  by: readonly GroupBy[],
  { presences, terms }: WorkerFilters,
): WorkerGroupsDto {
  const names = by.map(nameOf) as (keyof BaseKey)[];
  const sums = new Map<string, WorkerGroupDto>();
  for (const { key: baseKey, ...counts } of base.groups) {
    const key = baseKey as BaseKey;
    if (presences.length > 0 && !presences.some((presence) => presence === key.presence)) continue;
    if (!terms.every((term) => hasTerm(key, term))) continue;
    const values = names.map((name) => key[name]);
    const id = JSON.stringify(values);
    const before = sums.get(id);
    sums.set(id, {
      key: Object.fromEntries(names.map((name, index) => [name, values[index]!])),
      ...(before === undefined ? counts : added(before, counts)),
    });
  }
  const groups = [...sums.values()].sort(
    (left, right) => right.workers - left.workers || compareKeys(left.key, right.key, names),
  );
  return { by: names, groups, otherGroups: null, generatedAt: base.generatedAt };
}

const hasTerm = ({ zone, version }: BaseKey, term: string): boolean =>
  term === zoneTerm(zone ?? '') || (version !== null && term === versionTerm(version));

const added = (before: GroupCountsDto, counts: GroupCountsDto): GroupCountsDto =>
  Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [name, value + before[name as keyof GroupCountsDto]]),
  ) as unknown as GroupCountsDto;

/** Groups without a value come last, as in the database. */
function compareKeys(
  left: WorkerGroupDto['key'],
  right: WorkerGroupDto['key'],
  names: readonly string[],
): number {
  for (const name of names) {
    const [one, other] = [left[name]!, right[name]!];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? 1 : -1;
    return one < other ? -1 : 1;
  }
  return 0;
}
