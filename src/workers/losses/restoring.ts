import { Injectable } from '@nestjs/common';
import { workerDto } from '../../fleet/dto/worker.dto.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { scopeParameter, withinScope } from '../../identity/access/worker-scope.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { RestoreRequestDto, type LossAnswerDto } from './dto/loss.dto.js';
import { LossStore } from './store/loss.store.js';

/** Restores workers that left or were lost. */
@Injectable()
export class Restoring {
  constructor(
    private readonly names: NamesCache,
    private readonly workers: FencedWorkers,
    private readonly store: LossStore,
    private readonly advice: HeartbeatAdvice,
    private readonly statistics: SystemStatisticsService,
  ) {}

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `worker_present` */
  async restoreWorker(name: string, body: unknown, caller: Caller = ANYONE): Promise<LossAnswerDto> {
    const { value, warnings } = requireCommand(RestoreRequestDto, body ?? {});
    const { reason = null } = value;
    const actor = actorOf(caller, 'operator');
    const scope = scopeParameter(caller);
    const was = await withinScope(caller, () =>
      this.names.withWorker(name, (id) => this.store.restoreWorker(id, actor, reason, scope)),
    );
    if (was === 'PRESENT') throw new DomainError('worker_present');
    await this.statistics.expireFigures();
    const { description, state } = await this.workers.readWorker(name, caller);
    const message = was === 'EXPECTED' ? 'The worker was already expected' : 'The worker is expected again';
    const worker = workerDto(description, state, this.advice.view);
    return withWarnings({ success: true, message, worker }, warnings);
  }
}
