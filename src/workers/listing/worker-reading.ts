import { Injectable } from '@nestjs/common';
import { overridesDto, type OverriddenWorkerDto } from '../../fleet/dto/overrides.dto.js';
import { workerDto } from '../../fleet/dto/worker.dto.js';
import { NamesCache } from '../../fleet/names.cache.js';
import type { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import { WorkerHealthService } from '../../health/worker-health.service.js';
import { ANYONE, lifeOf, scopeOf, type Caller } from '../../identity/access/caller.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { healthShownTo, overridesShownTo, shownTo } from '../dto/shown-to.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';

/** Reads one worker. */
@Injectable()
export class WorkerReading {
  constructor(
    private readonly workers: FencedWorkers,
    private readonly names: NamesCache,
    private readonly health: WorkerHealthService,
    private readonly advice: HeartbeatAdvice,
  ) {}

  /**
   * @param caller a worker's token reads its own record, while its incarnation is the current one
   * @throws DomainError `worker_not_registered`, `superseded`
   */
  async readWorker(name: string, caller: Caller = ANYONE): Promise<OverriddenWorkerDto> {
    const { description, state } = await this.workers.readWorker(name, caller);
    const worker = shownTo(caller, workerDto(description, state, this.advice.view));
    return { ...worker, overrides: overridesShownTo(caller, overridesDto(description)) };
  }

  /** Returns the health of a worker, evaluated now; changes nothing. */
  async readHealth(name: string, caller: Caller = ANYONE): Promise<WorkerHealthDto> {
    const isAny = lifeOf(caller) === undefined && scopeOf(caller) === null;
    const found = isAny ? name : (await this.workers.readWorker(name, caller)).state.id;
    return healthShownTo(caller, await this.names.withWorker(found, (id) => this.health.reportHealth(id)));
  }
}
