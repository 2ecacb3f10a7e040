import { Injectable } from '@nestjs/common';
import type { HistoryDto } from '../statistics/history.dto.js';
import { HistoryService } from '../statistics/history.service.js';
import type { ListHistoryQuery } from '../statistics/list-history.query.js';
import type { HealthSummaryDto } from '../statistics/summary.dto.js';
import { HealthSummaryService } from '../statistics/summary.service.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import type { Caller } from '../identity/access/caller.js';
import { batchOf } from '../platform/batch/batch.js';
import { ListedResults } from './batches/batch-answer.js';
import { Departures, type DepartureAnswer } from './departures/departures.js';
import type {
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
  HeartbeatResultDto,
} from './heartbeats/dto/heartbeat-answers.dto.js';
import type {
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
  RegistrationResultDto,
} from './registration/dto/registration-answers.dto.js';
import type { RevocationAnswerDto, TokenAnswerDto } from './credentials/dto/credential-answers.dto.js';
import type { DeregisterDto, ForceDeregisterQuery } from './departures/dto/deregister.dto.js';
import type { HeartbeatDto } from './heartbeats/dto/heartbeat.dto.js';
import type { ListWorkersQuery } from './listing/dto/list-workers.query.js';
import type { DrainRequestDto, OrderAnswerDto, OrderRequestDto } from './orders/dto/order.dto.js';
import type { RegisterWorkerDto } from './registration/dto/register-worker.dto.js';
import type { RevokeRequestDto } from './credentials/dto/revoke.dto.js';
import type { OverriddenWorkerDto } from '../fleet/dto/overrides.dto.js';
import { HeartbeatBatches } from './heartbeats/heartbeat-batches.js';
import { HeartbeatIntake } from './heartbeats/heartbeat-intake.js';
import { Orders } from './orders/orders.js';
import type { OverrideAnswerDto, OverrideRequestDto } from './overrides/dto/override.dto.js';
import { WorkerOverrides } from './overrides/overrides.js';
import { Registrar } from './registration/registrar.js';
import { RegistrationBatches } from './registration/registration-batches.js';
import { Revoking } from './credentials/revoking.js';
import { WorkerList, type WorkerListDto } from './listing/worker-list.js';
import { WorkerReading } from './listing/worker-reading.js';
import { WorkerTokens } from './credentials/worker-tokens.js';

/** Options of a batch of registrations. */
export interface RegisterWorkersOptions {
  /** Registers all items in one transaction, or none if one is faulty; up to 5,000 items. */
  readonly allOrNothing?: boolean;
  /** Returns a token for each worker; true by default. */
  readonly credentials?: boolean;
}

/**
 * Registration, heartbeats and departures of workers. A `name` is a worker's workerId or its id. A `token` is
 * the worker's own; in the open mode it may be omitted. Bodies are validated here, whichever caller uses the
 * service; failures are `DomainError`s with a code of the error table.
 */
@Injectable()
export class WorkerRegistrationService {
  constructor(
    private readonly registrar: Registrar,
    private readonly registrations: RegistrationBatches,
    private readonly heartbeats: HeartbeatIntake,
    private readonly heartbeatBatches: HeartbeatBatches,
    private readonly departures: Departures,
    private readonly tokens: WorkerTokens,
    private readonly revoking: Revoking,
    private readonly orders: Orders,
    private readonly overrides: WorkerOverrides,
    private readonly list: WorkerList,
    private readonly reading: WorkerReading,
    private readonly statistics: SystemStatisticsService,
    private readonly summary: HealthSummaryService,
    private readonly history: HistoryService,
  ) {}

  /** Creates the worker's record or updates it at a repeated registration: the same `id`, new values. */
  registerWorker(body: Partial<RegisterWorkerDto>, caller?: Caller): Promise<RegistrationAnswerDto> {
    return this.registrar.registerWorker(body, caller);
  }

  /**
   * Registers a list of workers; each item has its own result.
   * @param options with `allOrNothing` one transaction registers all of them, or none if one is faulty
   */
  async registerWorkers(
    list: unknown,
    caller?: Caller,
    { allOrNothing = false, credentials = true }: RegisterWorkersOptions = {},
  ): Promise<RegistrationBatchAnswerDto> {
    const listed = new ListedResults<RegistrationResultDto>();
    const totals = await (allOrNothing
      ? this.registrations.registerAll(batchOf(list), listed, caller, credentials)
      : this.registrations.registerMany(batchOf(list), listed, caller, credentials));
    return { ...totals, results: listed.results };
  }

  /** Renews the worker's lease and records its report; `{}` only renews. */
  processHeartbeat(
    name: string,
    body: Partial<HeartbeatDto> = {},
    caller?: Caller,
  ): Promise<HeartbeatAnswerDto> {
    return this.heartbeats.processHeartbeat(name, body, caller);
  }

  /** Accepts the heartbeats of a list of workers; each item carries its `workerId` and has its own result. */
  async processHeartbeats(list: unknown, caller?: Caller): Promise<HeartbeatBatchAnswerDto> {
    const listed = new ListedResults<HeartbeatResultDto>();
    const totals = await this.heartbeatBatches.beatMany(batchOf(list), listed, caller);
    return { ...totals, results: listed.results };
  }

  /** Deregisters the worker; with active jobs only by force, or after a drain. */
  deregisterWorker(
    name: string,
    body: Partial<DeregisterDto> = {},
    caller?: Caller,
  ): Promise<DepartureAnswer> {
    return this.departures.deregisterWorker(name, body, caller);
  }

  forceDeregisterWorker(
    name: string,
    query: Partial<ForceDeregisterQuery> = {},
    caller?: Caller,
  ): Promise<DepartureAnswer> {
    return this.departures.forceDeregister(name, query, caller);
  }

  /** Issues a new token for the incarnation of the given token, or for the current one. */
  issueToken(name: string, caller?: Caller): Promise<TokenAnswerDto> {
    return this.tokens.issueToken(name, caller);
  }

  /** Ends all tokens of a worker on every instance, even those of a deleted record, by its id. */
  revokeWorker(
    name: string,
    body: Partial<RevokeRequestDto> = {},
    caller?: Caller,
  ): Promise<RevocationAnswerDto> {
    return this.revoking.revokeWorker(name, body, caller);
  }

  /** Asks a worker to finish its jobs and accept no more, until the order is lifted or expires. */
  drainWorker(name: string, body: Partial<DrainRequestDto> = {}, caller?: Caller): Promise<OrderAnswerDto> {
    return this.orders.giveOrder(name, 'DRAINING', body, caller);
  }

  /** Takes a worker out of service, until the order is lifted or expires. */
  setWorkerMaintenance(
    name: string,
    body: Partial<OrderRequestDto> = {},
    caller?: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.giveOrder(name, 'MAINTENANCE', body, caller);
  }

  /** Lifts the order of a worker; its reported status counts again. */
  activateWorker(
    name: string,
    body: Partial<OrderRequestDto> = {},
    caller?: Caller,
  ): Promise<OrderAnswerDto> {
    return this.orders.liftOrder(name, body, caller);
  }

  /**
   * Sets capacity, tags or zone in place of a worker; null removes what was set, `overrides: null` all of it.
   * @throws DomainError `validation_failed`, `worker_not_registered`, `outside_key_scope`
   */
  overrideWorker(
    name: string,
    body: { readonly [Field in keyof OverrideRequestDto]: OverrideRequestDto[Field] | null },
    caller?: Caller,
  ): Promise<OverrideAnswerDto> {
    return this.overrides.overrideWorker(name, body, caller);
  }

  /** Deletes the record; its journal stays. */
  deleteWorker(name: string, caller?: Caller): Promise<void> {
    return this.departures.deleteWorker(name, caller);
  }

  /**
   * @param caller a worker's token reads its own record, while its incarnation is the current one
   * @throws DomainError `worker_not_registered`, `superseded`
   */
  getWorker(name: string, caller?: Caller): Promise<OverriddenWorkerDto> {
    return this.reading.readWorker(name, caller);
  }

  /** Returns one page of the workers that match all filters and are in the scope of the caller. */
  listWorkers(query: Partial<ListWorkersQuery> = {}, caller?: Caller): Promise<WorkerListDto> {
    return this.list.listWorkers(query, caller);
  }

  /** Evaluates the health of one worker now; changes nothing. */
  getWorkerHealthReport(name: string, caller?: Caller): Promise<WorkerHealthDto> {
    return this.reading.readHealth(name, caller);
  }

  /** Returns the figures of the fleet. */
  getSystemHealthStatistics(): Promise<SystemStatisticsDto> {
    return this.statistics.readStatistics();
  }

  /** Returns the state of the fleet and of the service, with reasons. */
  getSystemHealthSummary(): Promise<HealthSummaryDto> {
    return this.summary.readSummary();
  }

  /** Returns the figures of the fleet over a period; default: the last day. */
  getSystemHealthHistory(query: Partial<ListHistoryQuery> = {}): Promise<HistoryDto> {
    return this.history.readHistory(query);
  }
}
