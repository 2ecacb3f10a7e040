import { Injectable } from '@nestjs/common';
import type { OverriddenWorkerDto } from '../fleet/dto/overrides.dto.js';
import type { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import type { Caller } from '../identity/access/caller.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { DepartureAnswer } from '../workers/departures/departures.js';
import type {
  RevocationAnswerDto,
  TokenAnswerDto,
} from '../workers/credentials/dto/credential-answers.dto.js';
import type {
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
} from '../workers/heartbeats/dto/heartbeat-answers.dto.js';
import type { WorkerListDto } from '../workers/listing/worker-list.js';
import type { OrderAnswerDto } from '../workers/orders/dto/order.dto.js';
import type { OverrideAnswerDto } from '../workers/overrides/dto/override.dto.js';
import type {
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
} from '../workers/registration/dto/registration-answers.dto.js';
import type {
  RegisterWorkersOptions,
  WorkerRegistrationService,
} from '../workers/worker-registration.service.js';
import { beatListIn, registerListIn } from './fake-batches.js';
import { issueTokenIn, revokeIn } from './fake-credentials.js';
import { deleteFrom, deregisterIn } from './fake-departures.js';
import { FakeFleet } from './fake-fleet.js';
import { reportOf } from './fake-health.js';
import { beatIn } from './fake-heartbeats.js';
import { listIn } from './fake-list.js';
import { giveOrderIn, liftOrderIn } from './fake-orders.js';
import { overriddenDto, overrideIn } from './fake-overrides.js';
import { registerIn } from './fake-registration.js';
import { statisticsOf } from './fake-statistics.js';
import { notInFake, type PublicPartOf } from './public-part.js';

/** {@link WorkerRegistrationService} in memory. */
@Injectable()
export class FakeWorkerRegistrationService implements PublicPartOf<WorkerRegistrationService> {
  readonly getSystemHealthSummary = notInFake('getSystemHealthSummary');
  readonly getSystemHealthHistory = notInFake('getSystemHealthHistory');

  constructor(private readonly fleet: FakeFleet) {}

  async registerWorker(body: unknown): Promise<RegistrationAnswerDto> {
    return registerIn(this.fleet, body);
  }

  async registerWorkers(
    list: unknown,
    _caller?: Caller,
    options: RegisterWorkersOptions = {},
  ): Promise<RegistrationBatchAnswerDto> {
    return registerListIn(this.fleet, list, options);
  }

  async processHeartbeat(name: string, body: unknown = {}): Promise<HeartbeatAnswerDto> {
    return beatIn(this.fleet, name, body);
  }

  async processHeartbeats(list: unknown): Promise<HeartbeatBatchAnswerDto> {
    return beatListIn(this.fleet, list);
  }

  async deregisterWorker(name: string, body: unknown = {}): Promise<DepartureAnswer> {
    return deregisterIn(this.fleet, name, body);
  }

  async forceDeregisterWorker(name: string, query: object = {}): Promise<DepartureAnswer> {
    return deregisterIn(this.fleet, name, { ...query, forceDeregister: true }, 'operator');
  }

  async issueToken(name: string): Promise<TokenAnswerDto> {
    return issueTokenIn(this.fleet, name);
  }

  async revokeWorker(name: string, body: unknown = {}): Promise<RevocationAnswerDto> {
    return revokeIn(this.fleet, name, body);
  }

  async deleteWorker(name: string): Promise<void> {
    deleteFrom(this.fleet, name);
  }

  async drainWorker(name: string, body: unknown = {}): Promise<OrderAnswerDto> {
    return giveOrderIn(this.fleet, name, 'DRAINING', body);
  }

  async setWorkerMaintenance(name: string, body: unknown = {}): Promise<OrderAnswerDto> {
    return giveOrderIn(this.fleet, name, 'MAINTENANCE', body);
  }

  async activateWorker(name: string, body: unknown = {}): Promise<OrderAnswerDto> {
    return liftOrderIn(this.fleet, name, body);
  }

  async overrideWorker(name: string, body: unknown): Promise<OverrideAnswerDto> {
    return overrideIn(this.fleet, name, body);
  }

  async getWorker(name: string): Promise<OverriddenWorkerDto> {
    return overriddenDto(this.fleet, this.fleet.requireWorker(name));
  }

  async listWorkers(query: object = {}): Promise<WorkerListDto> {
    return listIn(this.fleet, query);
  }

  async getWorkerHealthReport(name: string): Promise<WorkerHealthDto> {
    return reportOf(this.fleet, this.fleet.requireWorker(name));
  }

  async getSystemHealthStatistics(): Promise<SystemStatisticsDto> {
    return statisticsOf(this.fleet);
  }
}
