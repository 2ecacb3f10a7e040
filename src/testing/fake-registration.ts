import type { RegistrationAnswerDto } from '../workers/registration/dto/registration-answers.dto.js';
import { readRegistration } from '../workers/registration/registration-reading.js';
import type { Registration } from '../workers/registration/registration.js';
import { MESSAGES, statusOf } from '../workers/registration/outcomes.js';
import { usableSlots, type RegistrationOutcome } from '../fleet/worker.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { idOfAnother } from '../workers/registration/registrar.js';
import { adviceFor } from './fake-advice.js';
import { describeAgain } from './fake-overrides.js';
import type { FakeFleet } from './fake-fleet.js';
import { newWorker, type FakeWorker } from './fake-worker.js';

/** Registers a worker as the service does. @throws DomainError `validation_failed` */
export function registerIn(fleet: FakeFleet, body: unknown): RegistrationAnswerDto {
  const { registration, errors, warnings } = readRegistration(body, fleet.settings);
  if (registration === undefined) throw validationFailed(errors, warnings);
  requireFreeName(fleet, registration.description.workerId);
  return registerRead(fleet, registration, warnings);
}

/** @throws DomainError `validation_failed` */
export function requireFreeName(fleet: FakeFleet, workerId: string): void {
  const named = fleet.find(workerId);
  if (named !== undefined && named.description.workerId !== workerId) throw idOfAnother();
}

/** Registers a worker whose description was read. */
export function registerRead(
  fleet: FakeFleet,
  registration: Registration,
  warnings: readonly string[],
): RegistrationAnswerDto {
  const known = fleet.find(registration.description.workerId);
  const { worker, outcome, releasedJobs } =
    known !== undefined && !registration.force
      ? again(fleet, known, registration)
      : create(fleet, registration, known);
  const dto = fleet.dtoOf(worker);
  return {
    success: true,
    message: MESSAGES[outcome],
    outcome,
    reRegistered: statusOf(outcome) === 200,
    worker: dto,
    credentials: fleet.issueToken(worker),
    heartbeat: adviceFor(fleet, worker),
    releasedJobs,
    warnings: [...warnings, ...foreignJobs(fleet, worker, registration)],
  };
}

interface Done {
  readonly worker: FakeWorker;
  readonly outcome: RegistrationOutcome;
  readonly releasedJobs: string[];
}

function create(fleet: FakeFleet, registration: Registration, old: FakeWorker | undefined): Done {
  const worker = newWorker(registration, fleet.now);
  const releasedJobs = [...(old?.jobs.keys() ?? [])];
  if (old !== undefined) {
    fleet.releaseJobs(old, releasedJobs, 'replaced', 'worker', true);
    fleet.remove(old);
    worker.state.incarnation = old.state.incarnation + 1;
  }
  fleet.add(worker);
  const outcome = old === undefined ? 'created' : 'replaced';
  fleet.noteEvent(old === undefined ? 'registered' : 'replaced', worker, {
    outcome,
    incarnation: worker.state.incarnation,
    ...(old !== undefined && { replacedId: old.state.id }),
    ...(!registration.expectOnline && { expectOnline: false }),
  });
  return { worker, outcome, releasedJobs };
}

function again(fleet: FakeFleet, worker: FakeWorker, registration: Registration): Done {
  const { state } = worker;
  const outcome = outcomeOf(worker, registration);
  const was = { presence: state.presence, orderKind: state.orderKind };
  const isSame = outcome === 'refreshed';
  describeAgain(worker, registration.description);
  const usable = usableSlots(worker.description.maxConcurrentJobs, worker.description.workerLoadFactor);
  const jobs = isSame ? state.currentJobCount : registration.activeJobCount;
  if (!isSame) {
    Object.assign(state, {
      cpuUsage: null,
      memoryUsage: null,
      errorCount: 0,
      eventLoopLagMs: null,
      message: null,
      messageAt: null,
    });
    state.incarnation += 1;
    worker.findings = {};
  }
  if (outcome === 'restarted') {
    state.reportedStatus = 'ACTIVE';
    worker.revoked.clear();
  }
  if ((outcome === 'restarted' || was.presence === 'LEFT') && worker.leaving) endLeaving(worker);
  worker.bootId = registration.bootId ?? (isSame ? worker.bootId : null);
  Object.assign(state, {
    registrationCount: state.registrationCount + 1,
    lastRegisteredAt: fleet.now,
    usableSlots: usable,
    currentJobCount: jobs,
    reportedCapacity: Math.max(0, usable - jobs),
    leaseSeconds: registration.description.leaseSeconds,
  });
  if (registration.expectOnline) {
    state.leaseRenewedAt = fleet.now;
    state.presence = 'PRESENT';
  } else if (state.presence !== 'PRESENT') state.presence = 'EXPECTED';
  fleet.noteEvent('re-registered', worker, {
    outcome,
    incarnation: state.incarnation,
    ...(was.presence !== state.presence && { from: was.presence }),
    ...(was.orderKind !== null && state.orderKind === null && { orderEnded: was.orderKind }),
  });
  return { worker, outcome, releasedJobs: releaseLost(fleet, worker, registration, outcome) };
}

/** As `outcome_of` in SQL. */
function outcomeOf({ bootId, state }: FakeWorker, given: Registration): RegistrationOutcome {
  if (!given.expectOnline && state.presence !== 'LEFT') return 'refreshed';
  if (bootId !== null && bootId === given.bootId) return 'refreshed';
  return given.activeJobCount > 0 ? 'resumed' : 'restarted';
}

/** A new process without jobs, or one that lists them, no longer runs the others. */
function releaseLost(
  fleet: FakeFleet,
  worker: FakeWorker,
  { activeJobs }: Registration,
  outcome: RegistrationOutcome,
): string[] {
  if (activeJobs === null && outcome !== 'restarted') return [];
  const lost = [...worker.jobs.keys()].filter((jobId) => !(activeJobs ?? []).includes(jobId)).sort();
  fleet.releaseJobs(worker, lost, 'the worker restarted', 'worker', true);
  return lost;
}

const foreignJobs = (fleet: FakeFleet, worker: FakeWorker, { activeJobs }: Registration): string[] =>
  (activeJobs ?? [])
    .filter((jobId) => ![undefined, worker].includes(fleet.holderOf(jobId)))
    .map((jobId) => `Job ${jobId} is assigned to another worker`);

/** Ends a drain after which the worker was to leave. */
export function endLeaving(worker: FakeWorker): void {
  worker.leaving = false;
  if (worker.state.orderBy === 'worker') endOrder(worker);
}

export function endOrder({ state }: FakeWorker): void {
  Object.assign(state, {
    orderKind: null,
    orderReason: null,
    orderBy: null,
    orderSince: null,
    orderUntil: null,
    orderDeadline: null,
  });
}
