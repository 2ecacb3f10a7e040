import { Injectable } from '@nestjs/common';
import type { HistoryDto } from '../statistics/history.dto.js';
import { HistoryService } from '../statistics/history.service.js';
import type { ListHistoryQuery } from '../statistics/list-history.query.js';
import type { HealthSummaryDto } from '../statistics/summary.dto.js';
import { HealthSummaryService } from '../statistics/summary.service.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import { WorkerHealthService } from '../health/worker-health.service.js';
import { ANYONE, lifeOf, scopeOf, type Caller } from '../identity/access/caller.js';
import { batchOf } from '../platform/batch/batch.js';
import { ListedResults } from './batches/batch-answer.js';
import { Departures, type DepartureAnswer } from './departures/departures.js';
import type {
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
  HeartbeatResultDto,
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
  RevocationAnswerDto,
  RegistrationResultDto,
  TokenAnswerDto,
} from './dto/answers.dto.js';
import type { DeregisterDto, ForceDeregisterQuery } from './departures/dto/deregister.dto.js';
import type { HeartbeatDto } from './heartbeats/dto/heartbeat.dto.js';
import type { ListWorkersQuery } from './listing/dto/list-workers.query.js';
import type { OrderAnswerDto, OrderRequestDto } from './orders/dto/order.dto.js';
import type { RegisterWorkerDto } from './registration/dto/register-worker.dto.js';
import type { RevokeRequestDto } from './credentials/dto/revoke.dto.js';
import { shownTo } from './dto/shown-to.js';
import { workerDto, type WorkerDto } from '../fleet/dto/worker.dto.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import { HeartbeatAdvice } from './heartbeats/heartbeat-advice.js';
import { HeartbeatBatches } from './heartbeats/heartbeat-batches.js';
import { HeartbeatIntake } from './heartbeats/heartbeat-intake.js';
import { NamesCache } from '../fleet/names.cache.js';
import { Orders } from './orders/orders.js';
import { Registrar } from './registration/registrar.js';
import { Revoking } from './credentials/revoking.js';
import { WorkerList, type WorkerListDto } from './listing/worker-list.js';
import { WorkerTokens } from './credentials/worker-tokens.js';

/**
 * Workers register, send heartbeats and leave. A `name` is a worker's workerId or its id.
 * A `token` is the worker's own, where it shows one; in the open mode it may be left out.
 * Bodies are checked here, whoever calls; what fails is a `DomainError` with a code of the error table.
 */
@Injectable()
export class WorkerRegistrationService {
  constructor(
    private readonly registrar: Registrar,
    private readonly heartbeats: HeartbeatIntake,
    private readonly heartbeatBatches: HeartbeatBatches,
    private readonly departures: Departures,
    private readonly tokens: WorkerTokens,
    private readonly revoking: Revoking,
    private readonly orders: Orders,
    private readonly names: NamesCache,
    private readonly workers: FencedWorkers,
    private readonly list: WorkerList,
    private readonly advice: HeartbeatAdvice,
    private readonly health: WorkerHealthService,
    private readonly statistics: SystemStatisticsService,
    private readonly summary: HealthSummaryService,
    private readonly history: HistoryService,
  ) {}

  /** Creates the worker's record or takes it over again: the same `id`, new values. */
  registerWorker(body: Partial<RegisterWorkerDto>, caller?: Caller): Promise<RegistrationAnswerDto> {
    return this.registrar.register(body, caller);
  }

  /**
   * Registers a list of workers; each item has its own result.
   * @param options with `allOrNothing` one transaction registers all of them, or none if one is faulty
   */
  async registerWorkers(
    list: unknown,
    caller?: Caller,
    { allOrNothing = false }: { allOrNothing?: boolean } = {},
  ): Promise<RegistrationBatchAnswerDto> {
    const listed = new ListedResults<RegistrationResultDto>();
    const totals = await (allOrNothing
      ? this.registrar.registerAll(batchOf(list), listed, caller)
      : this.registrar.registerMany(batchOf(list), listed, caller));
    return { ...totals, results: listed.results };
  }

  /** Renews the worker's lease and notes what it reports; `{}` renews alone. */
  processHeartbeat(
    name: string,
    body: Partial<HeartbeatDto> = {},
    caller?: Caller,
  ): Promise<HeartbeatAnswerDto> {
    return this.heartbeats.beat(name, body, caller);
  }

  /** Takes the heartbeats of a list of workers; each item carries its `workerId` and has its own result. */
  async processHeartbeats(list: unknown, caller?: Caller): Promise<HeartbeatBatchAnswerDto> {
    const listed = new ListedResults<HeartbeatResultDto>();
    const totals = await this.heartbeatBatches.beatMany(batchOf(list), listed, caller);
    return { ...totals, results: listed.results };
  }

  /** The worker leaves; with active jobs only by force, or when it has drained. */
  deregisterWorker(
    name: string,
    body: Partial<DeregisterDto> = {},
    caller?: Caller,
  ): Promise<DepartureAnswer> {
    return this.departures.deregister(name, body, caller);
  }

  forceDeregisterWorker(
    name: string,
    query: Partial<ForceDeregisterQuery> = {},
    caller?: Caller,
  ): Promise<DepartureAnswer> {
    return this.departures.forceDeregister(name, query, caller);
  }

  /** A fresh token for the life of the worker that the shown one stands for, or that it has now. */
  issueToken(name: string, caller?: Caller): Promise<TokenAnswerDto> {
    return this.tokens.issue(name, caller);
  }

  /** Ends all tokens of a worker, on every instance; also those of a record that is gone, by its id. */
  revokeWorker(
    name: string,
    body: Partial<RevokeRequestDto> = {},
    caller?: Caller,
  ): Promise<RevocationAnswerDto> {
    return this.revoking.revoke(name, body, caller);
  }

  /** Asks a worker to finish the jobs in hand and take no more, until the order is lifted or over. */
  drainWorker(name: string, body: Partial<OrderRequestDto> = {}, caller?: Caller): Promise<OrderAnswerDto> {
    return this.orders.give(name, 'DRAINING', body, caller);
  }

  /** Takes a worker out of service, until the order is lifted or over. */
  setWorkerMaintenance(
    name: string,
    body: Partial<OrderRequestDto> = {},
    caller?: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.give(name, 'MAINTENANCE', body, caller);
  }

  /** Lifts the order that a worker is under; what it was before shows again. */
  activateWorker(
    name: string,
    body: Partial<OrderRequestDto> = {},
    caller?: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.lift(name, body, caller);
  }

  /** The record is gone; the journal stays. */
  deleteWorker(name: string, caller?: Caller): Promise<void> {
    return this.departures.delete(name, caller);
  }

  /**
   * @param caller a worker's token reads its own record, while its incarnation is the current one
   * @throws DomainError `worker_not_registered`, `superseded`
   */
  async getWorker(name: string, caller: Caller = ANYONE): Promise<WorkerDto> {
    const { description, state } = await this.workers.read(name, caller);
    return shownTo(caller, workerDto(description, state, this.advice.leaseMs));
  }

  /** One page of the workers that fit all filters, and lie in the scope of the caller. */
  listWorkers(query: Partial<ListWorkersQuery> = {}, caller?: Caller): Promise<WorkerListDto> {
    return this.list.page(query, caller);
  }

  /** The health of one worker, evaluated now; changes nothing. */
  async getWorkerHealthReport(name: string, caller: Caller = ANYONE): Promise<WorkerHealthDto> {
    const isAny = lifeOf(caller) === undefined && scopeOf(caller) === null;
    const found = isAny ? name : (await this.workers.read(name, caller)).state.id;
    return this.names.withWorker(found, (id) => this.health.report(id));
  }

  /** The fleet in figures. */
  getSystemHealthStatistics(): Promise<SystemStatisticsDto> {
    return this.statistics.read();
  }

  /** How the fleet and the service are, and why. */
  getSystemHealthSummary(): Promise<HealthSummaryDto> {
    return this.summary.read();
  }

  /** The figures of the fleet over a time; of the last day where no other is given. */
  getSystemHealthHistory(query: Partial<ListHistoryQuery> = {}): Promise<HistoryDto> {
    return this.history.read(query);
  }
}
