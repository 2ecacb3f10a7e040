import { isDeepStrictEqual } from 'node:util';
import {
  OVERRIDE_NAMES,
  valuesOf,
  withValues,
  type DescribedWorker,
  type OverridableValues,
  type OverrideName,
} from '../../fleet/overrides.js';
import type { WorkerDescription } from '../../fleet/worker-fields.js';
import { validationFailed } from '../../platform/errors/domain-error.js';
import { isObject } from '../../platform/validation/is-object.js';
import { requireCommand } from '../../platform/validation/require-body.js';
import { readTags } from '../registration/dto/tags.js';
import { OverrideRequestDto } from './dto/override.dto.js';

/** What a request sets and removes. */
export interface Wanted {
  readonly set: Partial<OverridableValues>;
  readonly removed: readonly OverrideName[];
  readonly reason: string | null;
}

/** A change of the overrides of a worker. */
export interface OverrideChange {
  readonly set: Partial<OverridableValues>;
  readonly removed: readonly OverrideName[];
  readonly reported: OverridableValues;
  /** What is in force afterwards. */
  readonly inForce: WorkerDescription;
}

/**
 * Reads the body of a change of overrides.
 * @param limit maximum capacity
 * @throws DomainError `validation_failed`
 */
export function readOverride(
  body: unknown,
  limit: number,
): { readonly wanted: Wanted; readonly warnings: readonly string[] } {
  const { value, warnings } = requireCommand(OverrideRequestDto, normalised(body));
  return { wanted: wantedBy(value, isObject(body) ? body : {}, limit), warnings };
}

/** Tags and zone in the normal form of a registration. */
function normalised(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { tags, zone } = body;
  return {
    ...body,
    ...(tags != null && { tags: readTags(tags) }),
    ...(typeof zone === 'string' && { zone: zone.trim() }),
  };
}

function wantedBy(
  { capacity, tags, zone, reason }: OverrideRequestDto,
  body: Readonly<Record<string, unknown>>,
  limit: number,
): Wanted {
  if (capacity !== undefined && capacity > limit)
    throw validationFailed([{ field: 'capacity', message: `Capacity cannot exceed ${limit}` }]);
  const given = { capacity, tags, zone };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const isAll = body['overrides'] === null;
  const removed = OVERRIDE_NAMES.filter((each) => !(each in set) && (isAll || body[each] === null));
  if (removed.length === 0 && Object.keys(set).length === 0) {
    const message = 'Set capacity, tags or zone, or remove an override with null';
    throw validationFailed([{ field: '', message }]);
  }
  return { set, removed, reason: reason ?? null };
}

/** Returns what a request changes; undefined if it repeats what is there. */
export function changeOf(
  worker: DescribedWorker,
  { set, removed, reason }: Wanted,
): OverrideChange | undefined {
  const known = removed.filter((name) => worker.overrides?.[name] !== undefined);
  const isRepeated = Object.entries(set).every(([name, value]) => {
    const there = worker.overrides?.[name as OverrideName];
    return there !== undefined && there.reason === reason && isDeepStrictEqual(there.value, value);
  });
  if (known.length === 0 && isRepeated) return undefined;
  const reported = worker.reported ?? valuesOf(worker);
  const own = Object.fromEntries(known.map((name) => [name, reported[name]]));
  return { set, removed: known, reported, inForce: withValues(worker, { ...own, ...set }) };
}

const LISTED = new Intl.ListFormat('en-GB');

/** Returns the text of an answer. */
export function messageOf(overrides: object | null): string {
  const names = Object.keys(overrides ?? {});
  if (names.length === 0) return 'Worker has no overrides';
  return `Worker has ${names.length === 1 ? 'an override' : 'overrides'} of ${LISTED.format(names)}`;
}
