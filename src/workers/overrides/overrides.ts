import { Inject, Injectable } from '@nestjs/common';
import { NamesCache } from '../../fleet/names.cache.js';
import type { DescribedWorker } from '../../fleet/overrides.js';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { isInScope, scopeParameter, withinScope } from '../../identity/access/worker-scope.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { withWarnings } from '../../platform/validation/require-body.js';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { WorkerReading } from '../listing/worker-reading.js';
import type { OverrideAnswerDto } from './dto/override.dto.js';
import { changeOf, messageOf, readOverride, type OverrideChange, type Wanted } from './override-request.js';
import { OverrideStore } from './store/override.store.js';

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
    const { wanted, warnings } = readOverride(body, this.settings.worker.maxConcurrentJobsLimit);
    const cause = { actor: actorOf(caller, 'operator'), reason: wanted.reason };
    const decide = (worker: DescribedWorker): OverrideChange | undefined =>
      changeWithin(worker, wanted, caller);
    const { isChanged } = await withinScope(caller, () =>
      this.names.withWorker(name, (id) =>
        this.store.overrideWorker(id, scopeParameter(caller), cause, decide),
      ),
    );
    if (isChanged) await this.statistics.expireFigures();
    const worker = await this.reading.readWorker(name, caller);
    return withWarnings({ success: true, message: messageOf(worker.overrides), worker }, warnings);
  }
}

/** @throws DomainError `outside_key_scope` */
function changeWithin(worker: DescribedWorker, wanted: Wanted, caller: Caller): OverrideChange | undefined {
  const change = changeOf(worker, wanted);
  if (change !== undefined && !isInScope(change.inForce, caller))
    throw new DomainError('outside_key_scope', {
      message: 'The worker would leave the part of the fleet to which this key is limited',
    });
  return change;
}
