import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError, validationFailed, hasCode } from '../../platform/errors/domain-error.js';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { WorkerRegistrationService } from '../../workers/worker-registration.service.js';
import {
  CAPABILITY,
  instanceStatus,
  reportedOf,
  STATUS_EXPECTED,
  workerIdOf,
  type EurekaInstance,
  type InstanceStatus,
} from './instance.js';
import { InstanceRegistry } from './registry.js';
import { RegistryFeed } from './registry-feed.js';
import { storedForm } from './wire/instance-json.js';
import { momentOf, readInstance } from './wire/read-instance.js';

/** What a client says with a renewal. */
export interface Renewal {
  readonly status?: unknown;
  readonly lastDirtyTimestamp?: unknown;
}

const BY_CLIENT = 'Cancelled by its Eureka client';
const OVERRIDDEN = 'Status override of Eureka';

/** The reason of an order that a peer has given or lifted: the peer may lift it with a renewal, and is not told of it. */
export const BY_PEER = 'Status override of a Eureka peer';

/** The zone of a worker is at most this long. */
const MAX_ZONE = 64;

/** Registers, renews and cancels instances: each is a worker, by the ordinary use cases. */
@Injectable()
export class EurekaInstances {
  constructor(
    private readonly workers: WorkerRegistrationService,
    private readonly registry: InstanceRegistry,
    private readonly feed: RegistryFeed,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws DomainError `validation_failed`, and those of a registration */
  async registerInstance(instance: EurekaInstance, caller: Caller): Promise<void> {
    const body = this.registrationOf(instance);
    const { worker } = await this.workers.registerWorker(body, caller);
    const status = reportedOf(instance.status ?? 'UP');
    if (instance.status !== undefined && worker.reportedStatus !== status)
      await this.workers.processHeartbeat(worker.id, { status }, caller);
    this.feed.rereadSoon(worker.id);
  }

  /** @throws DomainError `worker_not_registered`: the client registers again */
  async renewInstance(app: string, instanceId: string, said: Renewal, caller: Caller): Promise<void> {
    const name = workerIdOf(app, instanceId);
    const known = this.registry.findByName(name)?.shown.instance;
    // The client has changed its description since it registered.
    if ((momentOf(said.lastDirtyTimestamp) ?? 0) > (known?.dirtyAt ?? Infinity)) throw unknownInstance();
    const status = isEmpty(said.status) ? undefined : reportedOf(statusIn('status', said.status));
    const { worker } = await orRegisterAgain(
      this.workers.processHeartbeat(name, status === undefined ? {} : { status }, caller),
    );
    // Repeated reports are no news; another status must be seen at once.
    if (status !== undefined && status !== this.registry.findByName(name)?.reported)
      this.feed.rereadSoon(worker.id);
  }

  /** @throws DomainError `worker_not_registered` */
  async cancelInstance(app: string, instanceId: string, caller: Caller): Promise<void> {
    const body = { forceDeregister: true, reason: BY_CLIENT };
    await this.requirePresent(app, instanceId, caller);
    await this.workers.deregisterWorker(workerIdOf(app, instanceId), body, caller);
    this.rereadNamed(app, instanceId);
  }

  /** `UP` lifts the order of a worker; any other status takes it out of service. */
  async overrideStatus(
    app: string,
    instanceId: string,
    value: unknown,
    caller: Caller,
    by = OVERRIDDEN,
  ): Promise<void> {
    const status = statusIn('value', value);
    if (status === 'UP') return this.liftOverride(app, instanceId, caller, by);
    const reason = status === 'OUT_OF_SERVICE' ? by : `${by}: ${status}`;
    await this.requirePresent(app, instanceId, caller);
    await this.workers.setWorkerMaintenance(workerIdOf(app, instanceId), { reason }, caller);
    this.rereadNamed(app, instanceId);
  }

  async liftOverride(app: string, instanceId: string, caller: Caller, by = OVERRIDDEN): Promise<void> {
    await this.requirePresent(app, instanceId, caller);
    await this.workers.activateWorker(workerIdOf(app, instanceId), { reason: by }, caller);
    this.rereadNamed(app, instanceId);
  }

  /**
   * Follows what a peer says of an override with a registration or a renewal. Only an order that came from a peer is lifted, never
   * one of an operator here.
   */
  async followOverride(app: string, instanceId: string, said: unknown, caller: Caller): Promise<void> {
    const status = typeof said === 'string' ? instanceStatus(said) : undefined;
    if (status === undefined) return;
    const isOrdered = status !== 'UP' && status !== 'UNKNOWN';
    const known = this.registry.findByName(workerIdOf(app, instanceId));
    if (known !== undefined && isOrdered === (known.shown.overridden !== 'UNKNOWN')) return;
    const { order } = await this.workers.getWorker(workerIdOf(app, instanceId), caller);
    if (isOrdered && order === null) await this.overrideStatus(app, instanceId, status, caller, BY_PEER);
    if (!isOrdered && order?.reason?.startsWith(BY_PEER) === true)
      await this.liftOverride(app, instanceId, caller, BY_PEER);
  }

  /** An instance that has left is unknown to its clients: nothing but a registration brings it back. */
  private async requirePresent(app: string, instanceId: string, caller: Caller): Promise<WorkerDto> {
    const worker = await this.workers.getWorker(workerIdOf(app, instanceId), caller);
    if (worker.presence === 'LEFT') throw unknownInstance();
    return worker;
  }

  /** Adds entries to the metadata of an instance. */
  async putMetadata(
    app: string,
    instanceId: string,
    entries: Readonly<Record<string, unknown>>,
    caller: Caller,
  ): Promise<void> {
    const { capabilities } = await this.requirePresent(app, instanceId, caller);
    const known = readInstance(capabilities[CAPABILITY], app);
    const metadata = { ...known.metadata, ...entries };
    await this.registerInstance(readInstance({ ...storedForm(known), metadata }, app), caller);
  }

  private registrationOf(instance: EurekaInstance): Record<string, unknown> {
    const { app, instanceId, hostName, ipAddr, port, securePort, metadata, dataCenter } = instance;
    const { minLeaseSeconds, maxLeaseSeconds, maxConcurrentJobsLimit } = this.settings.worker;
    const open = [port, securePort].find(({ enabled, number }) => enabled && number > 0);
    const zone = metadata['zone'] ?? dataCenter.metadata?.['availability-zone'];
    const jobs = Number(metadata['maxConcurrentJobs'] ?? 1);
    return {
      workerId: workerIdOf(app, instanceId),
      name: `${app} ${instanceId}`.slice(0, 200),
      hostName: hostName.slice(0, 255),
      hostAddress: ipAddr,
      ...(open !== undefined && { port: open.number }),
      ...(zone !== undefined && { zone: zone.slice(0, MAX_ZONE) }),
      ...(metadata['version'] !== undefined && { version: metadata['version'].slice(0, MAX_ZONE) }),
      maxConcurrentJobs: Number.isFinite(jobs)
        ? Math.min(Math.max(1, Math.trunc(jobs)), maxConcurrentJobsLimit)
        : 1,
      leaseSeconds: Math.min(Math.max(instance.leaseSeconds, minLeaseSeconds), maxLeaseSeconds),
      capabilities: { [CAPABILITY]: storedForm(instance) },
      bootId: bootIdOf(instance, this.registry.findByName(workerIdOf(app, instanceId))?.shown.instance),
    };
  }

  private rereadNamed(app: string, instanceId: string): void {
    const entry = this.registry.findByName(workerIdOf(app, instanceId));
    if (entry !== undefined) this.feed.rereadSoon(entry.id);
  }
}

/**
 * Clients of Java say when their process began: with another time it is another process. Of others, and where only the
 * description is newer, a restart and a repeated registration look alike: it counts as the same process.
 */
const bootIdOf = ({ startedAt }: EurekaInstance, known?: EurekaInstance): string => {
  const at = startedAt ?? known?.startedAt;
  return at === undefined ? 'eureka' : `eureka-${at}`;
};

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

function statusIn(field: string, value: unknown): InstanceStatus {
  const status = typeof value === 'string' ? instanceStatus(value) : undefined;
  if (status === undefined) throw validationFailed([{ field, message: `${field} ${STATUS_EXPECTED}` }]);
  return status;
}

const unknownInstance = (): DomainError => new DomainError('worker_not_registered');

/** A client whose worker has left must register again: only 404 makes it. */
async function orRegisterAgain<T>(renewal: Promise<T>): Promise<T> {
  try {
    return await renewal;
  } catch (error) {
    throw hasCode(error, 'worker_deregistered') ? unknownInstance() : error;
  }
}
