import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { NamesCache } from '../../fleet/names.cache.js';
import {
  OVERRIDE_NAMES,
  valuesOf,
  withValues,
  type DescribedWorker,
  type OverridableValues,
  type OverrideName,
} from '../../fleet/overrides.js';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { isInScope, scopeParameter, withinScope } from '../../identity/access/worker-scope.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { isObject } from '../../platform/validation/is-object.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { WorkerReading } from '../listing/worker-reading.js';
import { readTags } from '../registration/dto/tags.js';
import { OverrideRequestDto, type OverrideAnswerDto } from './dto/override.dto.js';
import { OverrideStore, type OverrideChange } from './store/override.store.js';

/** What a request sets and removes. */
interface Wanted {
  readonly set: Partial<OverridableValues>;
  readonly removed: readonly OverrideName[];
}

/** Sets what operators say in place of a worker, apart from what it reports, and removes it again. */
@Injectable()
export class WorkerOverrides {
  constructor(
    private readonly names: NamesCache,
    private readonly store: OverrideStore,
    private readonly reading: WorkerReading,
    private readonly statistics: SystemStatisticsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `outside_key_scope` */
  async overrideWorker(name: string, body: unknown, caller: Caller = ANYONE): Promise<OverrideAnswerDto> {
    const { value, warnings } = requireCommand(OverrideRequestDto, normalised(body));
    const wanted = this.wantedBy(value, isObject(body) ? body : {});
    const cause = { actor: actorOf(caller, 'operator'), reason: value.reason ?? null };
    const decide = (worker: DescribedWorker): OverrideChange | undefined =>
      changeOf(worker, wanted, cause.reason, caller);
    const { isChanged } = await withinScope(caller, () =>
      this.names.withWorker(name, (id) =>
        this.store.overrideWorker(id, scopeParameter(caller), cause, decide),
      ),
    );
    if (isChanged) await this.statistics.expireFigures();
    const worker = await this.reading.readWorker(name, caller);
    return withWarnings({ success: true, message: messageOf(worker.overrides), worker }, warnings);
  }

  private wantedBy(
    { capacity, tags, zone }: OverrideRequestDto,
    body: Readonly<Record<string, unknown>>,
  ): Wanted {
    const limit = this.settings.worker.maxConcurrentJobsLimit;
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
    return { set, removed };
  }
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

/**
 * Returns what a request changes; undefined if it repeats what is there.
 * @throws DomainError `outside_key_scope`
 */
function changeOf(
  worker: DescribedWorker,
  { set, removed }: Wanted,
  reason: string | null,
  caller: Caller,
): OverrideChange | undefined {
  const known = removed.filter((name) => worker.overrides?.[name] !== undefined);
  const isRepeated = Object.entries(set).every(([name, value]) => {
    const there = worker.overrides?.[name as OverrideName];
    return there !== undefined && there.reason === reason && isDeepStrictEqual(there.value, value);
  });
  if (known.length === 0 && isRepeated) return undefined;
  const reported = worker.reported ?? valuesOf(worker);
  const own = Object.fromEntries(known.map((name) => [name, reported[name]]));
  const inForce = withValues(worker, { ...own, ...set });
  if (!isInScope(inForce, caller))
    throw new DomainError('outside_key_scope', {
      message: 'The worker would leave the part of the fleet to which this key is limited',
    });
  return { set, removed: known, reported, inForce };
}

const LISTED = new Intl.ListFormat('en-GB');

function messageOf(overrides: object | null): string {
  const names = Object.keys(overrides ?? {});
  if (names.length === 0) return 'Worker has no overrides';
  return `Worker has ${names.length === 1 ? 'an override' : 'overrides'} of ${LISTED.format(names)}`;
}
