import { validate as isUuid } from 'uuid';
import { leaseExpiresAt, leaseMsOr } from '../fleet/lease.js';
import { viewRulesOf, type ViewRules } from '../fleet/view-rules.js';
import { CustomChecks } from '../health/checks/checks.js';
import type { WorkerCheck } from '../health/checks/worker-check.js';
import { workerDto, type WorkerDto } from '../fleet/dto/worker.dto.js';
import type { EventDto } from '../journal/dto/event.dto.js';
import { groupOf, type EventType } from '../journal/event-groups.js';
import type { ModuleSettings } from '../platform/config/module-settings.js';
import { settingsInCode } from '../platform/config/environment.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { shown } from '../platform/config/require-options.js';
import type { Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { StartError } from '../platform/errors/start-error.js';
import type { CredentialsDto } from '../workers/registration/dto/registration-answers.dto.js';
import { shownState, type FakeWorker } from './fake-worker.js';

/** The rules of the module, and there is no database that could run SQL. */
function requireFunctions(checks: readonly WorkerCheck[]): void {
  const { checks: all, functions } = new CustomChecks(checks);
  if (functions.length < all.length)
    throw new StartError(
      'FakeWorkerRegistrationModule has no database, and cannot run a health check in SQL.',
      'Leave it out, or pass { name, check: (worker) => a sentence or null }.',
    );
}

/** The seconds by which time passes. */
function requireSeconds(seconds: number): void {
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > MAX_SECONDS)
    throw new RangeError(`The seconds must be a number from 0 to ${MAX_SECONDS}; got ${shown(seconds)}`);
}

/** A thousand years: later times have no text. */
const MAX_SECONDS = 31_557_600_000;

/** The caller that the journal names for calls of the application. */
const ACTORS: Partial<Record<EventType, string>> = {
  'order-given': 'operator',
  'order-lifted': 'operator',
  deleted: 'operator',
  overridden: 'operator',
  'credentials-revoked': 'operator',
  'job-assigned': 'scheduler',
  'job-ended': 'scheduler',
  unhealthy: 'service',
  failed: 'service',
  recovered: 'service',
  'job-released': 'service',
};

/**
 * The fleet behind the fake services, and its clock: `advance()` and `silence()` let time pass, without waiting. Nothing
 * happens by itself; `WorkerHealthMonitorService.performHealthMonitoring()` judges the workers.
 */
export class FakeFleet {
  readonly settings: Settings;
  readonly view: ViewRules;
  /** All events, oldest first. */
  readonly events: EventDto[] = [];
  private readonly workers = new Map<string, FakeWorker>();
  private readonly listeners = new Set<() => void>();
  private offsetMs = 0;
  private lastFence = 0;
  private lastToken = 0;

  /** @param given settings by their key, as of the module; variables of the environment do not count */
  constructor(
    given: ModuleSettings = {},
    readonly checks: readonly WorkerCheck[] = [],
  ) {
    requireFunctions(checks);
    this.settings = loadSettings({ environment: {}, overrides: settingsInCode(given) });
    this.view = viewRulesOf(this.settings.worker);
  }

  /** The time of the fleet, as in answers. */
  get now(): string {
    return new Date(Date.now() + this.offsetMs).toISOString();
  }

  /** Lets time pass for all workers. */
  advance(seconds: number): void {
    requireSeconds(seconds);
    this.offsetMs += seconds * 1000;
  }

  /** Lets a millisecond pass: a heartbeat after an order is later than the order, however fast a test is. */
  tick(): void {
    this.offsetMs += 1;
  }

  /** Moves the last sign of life of a worker back by this many seconds. */
  silence(workerId: string, seconds: number): void {
    requireSeconds(seconds);
    const { state } = this.requireWorker(workerId);
    const back = (at: string | null): string | null =>
      at && new Date(Date.parse(at) - seconds * 1000).toISOString();
    state.leaseRenewedAt = back(state.leaseRenewedAt);
    state.lastHeartbeat = back(state.lastHeartbeat);
  }

  /** Removes all workers and events. */
  clear(): void {
    this.workers.clear();
    this.events.length = 0;
  }

  /** All workers, in the order of registration. */
  get all(): FakeWorker[] {
    return [...this.workers.values()];
  }

  add(worker: FakeWorker): void {
    this.workers.set(worker.description.workerId, worker);
  }

  remove({ description }: FakeWorker): void {
    this.workers.delete(description.workerId);
  }

  /** Finds a worker by its workerId, or else by its id. */
  find(name: string): FakeWorker | undefined {
    const named = this.workers.get(name);
    if (named !== undefined || !isUuid(name)) return named;
    return this.all.find(({ state }) => state.id === name.toLowerCase());
  }

  /** @throws DomainError `worker_not_registered` */
  requireWorker(name: string): FakeWorker {
    const worker = this.find(name);
    if (worker === undefined) throw new DomainError('worker_not_registered');
    return worker;
  }

  /** Finds the worker that has a job. */
  holderOf(jobId: string): FakeWorker | undefined {
    return this.all.find(({ jobs }) => jobs.has(jobId));
  }

  nextFence(): number {
    return (this.lastFence += 1);
  }

  /** Issues a token: a text that differs each time and proves nothing. */
  issueToken({ state: { id, incarnation } }: FakeWorker): CredentialsDto {
    const lifetimeMs = this.settings.auth.tokenLifetimeMinutes * 60_000;
    return {
      accessToken: `fake-token-of-${id}-${incarnation}-${(this.lastToken += 1)}`,
      expiresAt: new Date(Date.parse(this.now) + lifetimeMs).toISOString(),
    };
  }

  leaseEndOf({ state }: FakeWorker): string | null {
    return leaseExpiresAt(state.leaseRenewedAt, leaseMsOr(state.leaseSeconds, this.view.leaseMs));
  }

  isSilent(worker: FakeWorker): boolean {
    return (this.leaseEndOf(worker) ?? '') <= this.now;
  }

  dtoOf(worker: FakeWorker): WorkerDto {
    return workerDto(worker.description, shownState(worker), this.view);
  }

  /** Writes an event of a worker. */
  noteEvent(type: EventType, worker: FakeWorker, detail: Record<string, unknown>, actor?: string): void {
    const { state, description } = worker;
    this.noteOf(type, { id: state.id, workerId: description.workerId }, detail, actor);
  }

  /** Writes an event of a record, which may be deleted. */
  noteOf(
    type: EventType,
    { id, workerId }: { readonly id: string; readonly workerId: string },
    detail: Record<string, unknown>,
    actor = ACTORS[type] ?? 'worker',
  ): void {
    this.events.push({
      seq: String(this.events.length + 1),
      at: this.now,
      type,
      group: groupOf(type),
      id,
      workerId,
      actor,
      subject: null,
      address: null,
      requestId: null,
      detail,
    });
    for (const tell of this.listeners) tell();
  }

  /** Calls back after each event. @returns a function that ends this */
  onEvent(tell: () => void): () => void {
    this.listeners.add(tell);
    return () => void this.listeners.delete(tell);
  }

  /** Takes jobs away from a worker that may not know of it. */
  releaseJobs(
    worker: FakeWorker,
    jobIds: readonly string[],
    reason: string,
    actor: string,
    isKnown: boolean,
  ): void {
    for (const jobId of [...jobIds].sort()) {
      const job = worker.jobs.get(jobId)!;
      worker.jobs.delete(jobId);
      if (!isKnown) worker.revoked.add(jobId);
      this.noteEvent('job-released', worker, { jobId, fence: job.fence, reason }, actor);
    }
  }
}
