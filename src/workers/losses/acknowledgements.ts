import { Inject, Injectable } from '@nestjs/common';
import { workerDto } from '../../fleet/dto/worker.dto.js';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { scopeParameter } from '../../identity/access/worker-scope.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { counted } from '../../platform/text/counted.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import {
  AcknowledgeLossesDto,
  AcknowledgeRequestDto,
  type AcknowledgedLossesDto,
  type LossAnswerDto,
} from './dto/loss.dto.js';
import { LossStore } from './store/loss.store.js';

/** Maximum number of workers that an answer names; all are acknowledged and counted. */
const MAX_NAMED = 1000;

/** Acknowledges losses: the lost workers no longer affect the state of the fleet. */
@Injectable()
export class Acknowledgements {
  private readonly recentHours: number;

  constructor(
    private readonly workers: FencedWorkers,
    private readonly store: LossStore,
    private readonly advice: HeartbeatAdvice,
    private readonly statistics: SystemStatisticsService,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.recentHours = worker.lostAttentionHours;
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `worker_not_lost` */
  async acknowledgeLosses(name: string, body: unknown, caller: Caller = ANYONE): Promise<LossAnswerDto> {
    const { value, warnings } = requireCommand(AcknowledgeRequestDto, body ?? {});
    const { state } = await this.workers.readWorker(name, caller);
    const selection = { names: [state.id], zone: null, recentHours: this.recentHours };
    const scope = scopeParameter(caller);
    const actor = actorOf(caller, 'operator');
    const done = await this.store.acknowledgeLosses({ ...selection, scope }, actor, value.reason, 1);
    const after = await this.workers.readWorker(state.id, caller);
    if (after.state.presence !== 'LOST')
      throw new DomainError('worker_not_lost', {
        message: `The worker is not lost; its presence is ${after.state.presence}`,
      });
    await this.statistics.expireFigures();
    const worker = workerDto(after.description, after.state, this.advice.view);
    const earlier = done.length === 0 ? worker.absence?.acknowledged : undefined;
    const message = earlier
      ? `The loss was already acknowledged by ${earlier.by}: ${earlier.reason}`
      : 'The loss of the worker is acknowledged';
    return withWarnings({ success: true, message, worker }, warnings);
  }

  /** @throws DomainError `validation_failed` */
  async acknowledgeMany(body: unknown, caller: Caller = ANYONE): Promise<AcknowledgedLossesDto> {
    const { value, warnings } = requireCommand(AcknowledgeLossesDto, body ?? {});
    const { reason, zone, workerIds } = value;
    const rows = await this.store.acknowledgeLosses(
      {
        names: workerIds ?? null,
        zone: zone ?? null,
        recentHours: this.recentHours,
        scope: scopeParameter(caller),
      },
      actorOf(caller, 'operator'),
      reason,
      MAX_NAMED,
    );
    const total = rows[0]?.total ?? 0;
    if (total > 0) await this.statistics.expireFigures();
    const known = new Set(rows.flatMap(({ id, worker_id: workerId }) => [id, workerId]));
    const answer: AcknowledgedLossesDto = {
      success: true,
      message: `The loss of ${counted(total, 'worker')} is acknowledged`,
      total,
      workers: rows.map(({ id, worker_id: workerId }) => ({ id, workerId })),
      skipped: (workerIds ?? []).filter((name) => !known.has(name)),
    };
    return withWarnings(answer, warnings);
  }
}
