import { Injectable } from '@nestjs/common';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { Instance } from '../../platform/instance/instance.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { counted } from '../../platform/text/counted.js';
import { asked } from '../../platform/validation/read-query.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import type { DeregistrationAnswerDto } from './dto/deregistration-answer.dto.js';
import { DeregisterDto, ForceDeregisterQuery } from './dto/deregister.dto.js';
import type { StatedProcess } from '../../fleet/fence.js';
import { fenceOf } from '../../identity/access/fence.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { scopeParameter, withinScope } from '../../identity/access/worker-scope.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { DepartureStore, type Departure, type DepartureResult } from './store/departure.store.js';

export interface DepartureAnswer extends DeregistrationAnswerDto {
  /** Whether the worker still finishes its jobs: 202 instead of 200. */
  readonly draining: boolean;
}

/** Deregisters workers, on their own request or by force, and deletes their records. */
@Injectable()
export class Departures {
  constructor(
    private readonly names: NamesCache,
    private readonly store: DepartureStore,
    private readonly workers: FencedWorkers,
    private readonly instance: Instance,
  ) {}

  /**
   * @param caller an operator, or the worker itself; a token ends only the incarnation it belongs to
   * @throws DomainError `validation_failed`, `worker_not_registered`, `superseded`, `jobs_active`
   */
  async deregisterWorker(name: string, body: unknown, caller: Caller = ANYONE): Promise<DepartureAnswer> {
    requireReadable(body);
    const { value, warnings } = requireCommand(DeregisterDto, body ?? {});
    const { forceDeregister, drain, reason, ...stated } = value;
    const departure = {
      force: forceDeregister ?? false,
      drain: drain ?? false,
      reason: reason ?? null,
      actor: actorOf(caller, 'worker'),
    };
    return withWarnings(await this.leave(name, caller, stated, departure), warnings);
  }

  /** @throws DomainError like `deregister`, except `jobs_active` */
  async forceDeregister(name: string, query: unknown, caller: Caller = ANYONE): Promise<DepartureAnswer> {
    const { value, warnings } = requireCommand(ForceDeregisterQuery, asked(query));
    const { reason, ...stated } = value;
    const actor = actorOf(caller, 'operator');
    const departure = { force: true, drain: false, reason: reason ?? null, actor };
    return withWarnings(await this.leave(name, caller, stated, departure), warnings);
  }

  /** @throws DomainError `worker_not_registered` */
  async deleteWorker(name: string, caller: Caller = ANYONE): Promise<void> {
    const actor = actorOf(caller, 'operator');
    const scope = scopeParameter(caller);
    try {
      await withinScope(caller, () =>
        this.names.withWorker(
          name,
          async (id) => (await this.store.deleteWorker(id, actor, scope)) || undefined,
        ),
      );
    } finally {
      this.names.forgetNames([name]);
    }
  }

  private async leave(
    name: string,
    caller: Caller,
    stated: StatedProcess,
    departure: Departure,
  ): Promise<DepartureAnswer> {
    const fence = fenceOf(caller, stated);
    // A worker that cannot leave because of a fault of the service may send nothing else, and must not be
    // reported silent.
    const result = await this.instance.runAccepting(
      () =>
        this.workers.changeWorker(name, caller, (id) => this.store.deregisterWorker(id, departure, fence)),
      [name],
    );
    return answerOf(result);
  }
}

function answerOf({ was, activeJobs, state }: DepartureResult): DepartureAnswer {
  if (was === 'LEFT') {
    return { success: true, message: 'Worker was already deregistered', draining: false };
  }
  if (state === undefined) {
    throw new DomainError('jobs_active', {
      message: `Worker still has ${counted(activeJobs, 'active job')}`,
    });
  }
  if (state.presence === 'LEFT') {
    return { success: true, message: 'Worker deregistered successfully', draining: false };
  }
  return {
    success: true,
    message: `Worker is draining ${counted(activeJobs, 'active job')} and will then be deregistered`,
    draining: true,
  };
}
