import { Injectable } from '@nestjs/common';
import { DomainError } from '../platform/errors/domain-error.js';
import { counted } from '../platform/text/counted.js';
import { requireBody } from '../platform/validation/read-body.js';
import type { DeregistrationAnswerDto } from './dto/answers.dto.js';
import { DeregisterDto, ForceDeregisterQuery } from './dto/deregister.dto.js';
import { NamesCache } from './names.cache.js';
import { WorkerStore, type Departure, type DepartureResult } from './store/worker.store.js';

export interface DepartureAnswer extends DeregistrationAnswerDto {
  /** Whether it still finishes its jobs: 202 instead of 200. */
  readonly draining: boolean;
}

/** Workers leave: on their own wish, by force, or for ever. */
@Injectable()
export class Departures {
  constructor(
    private readonly names: NamesCache,
    private readonly store: WorkerStore,
  ) {}

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `jobs_active` */
  async deregister(name: string, body: unknown): Promise<DepartureAnswer> {
    const { forceDeregister, drain, reason } = requireBody(DeregisterDto, body ?? {});
    return this.leave(name, {
      force: forceDeregister ?? false,
      drain: drain ?? false,
      reason: reason ?? null,
      actor: 'worker',
    });
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered` */
  async forceDeregister(name: string, query: unknown): Promise<DepartureAnswer> {
    const { reason } = requireBody(ForceDeregisterQuery, query);
    return this.leave(name, { force: true, drain: false, reason: reason ?? null, actor: 'operator' });
  }

  /** @throws DomainError `worker_not_registered` */
  async delete(name: string): Promise<void> {
    try {
      await this.names.withWorker(name, async (id) => (await this.store.delete(id, 'operator')) || undefined);
    } finally {
      this.names.forget([name]);
    }
  }

  private async leave(name: string, departure: Departure): Promise<DepartureAnswer> {
    return answerOf(await this.names.withWorker(name, (id) => this.store.deregister(id, departure)));
  }
}

function answerOf({ was, activeJobs, state }: DepartureResult): DepartureAnswer {
  if (was === 'DEREGISTERED') {
    return { success: true, message: 'Worker was deregistered already', draining: false };
  }
  if (state === undefined) {
    throw new DomainError('jobs_active', {
      message: `Worker still has ${counted(activeJobs, 'active job')}`,
    });
  }
  if (state.presence === 'DEREGISTERED') {
    return { success: true, message: 'Worker deregistered successfully', draining: false };
  }
  return {
    success: true,
    message: `Worker drains ${counted(activeJobs, 'active job')} and is deregistered then`,
    draining: true,
  };
}
