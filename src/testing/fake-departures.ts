import { DomainError } from '../platform/errors/domain-error.js';
import { counted } from '../platform/text/counted.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import type { DepartureAnswer } from '../workers/departures/departures.js';
import { DeregisterDto } from '../workers/departures/dto/deregister.dto.js';
import type { FakeFleet } from './fake-fleet.js';
import { requireCurrent } from './fake-fence.js';
import { jobCountOf, type FakeWorker } from './fake-worker.js';

/** Deregisters a worker as the service does. */
export function deregisterIn(
  fleet: FakeFleet,
  name: string,
  body: unknown,
  actor = 'worker',
): DepartureAnswer {
  const { value, warnings } = requireCommand(DeregisterDto, body ?? {});
  const { forceDeregister = false, drain = false, reason = null, ...stated } = value;
  const worker = fleet.requireWorker(name);
  requireCurrent(worker, stated);
  return withWarnings(answer(fleet, worker, { force: forceDeregister, drain, reason, actor }), warnings);
}

interface Departure {
  readonly force: boolean;
  readonly drain: boolean;
  readonly reason: string | null;
  readonly actor: string;
}

function answer(
  fleet: FakeFleet,
  worker: FakeWorker,
  { force, drain, reason, actor }: Departure,
): DepartureAnswer {
  const { state } = worker;
  if (state.presence === 'LEFT')
    return { success: true, message: 'Worker was already deregistered', draining: false };
  const active = jobCountOf(worker);
  const atOnce = force || active === 0 || state.presence !== 'PRESENT';
  const jobs = counted(active, 'active job');
  if (!atOnce && !drain) throw new DomainError('jobs_active', { message: `Worker still has ${jobs}` });
  if (atOnce) {
    leave(fleet, worker, reason, actor, { activeJobs: active, forced: force });
    return { success: true, message: 'Worker deregistered successfully', draining: false };
  }
  worker.leaving = true;
  if (state.orderKind === null)
    Object.assign(state, {
      orderKind: 'DRAINING',
      orderReason: reason,
      orderBy: actor,
      orderSince: fleet.now,
      orderUntil: null,
      orderDeadline: null,
    });
  fleet.tick();
  fleet.noteEvent('draining', worker, { reason, activeJobs: active, forced: force }, actor);
  return {
    success: true,
    message: `Worker is draining ${jobs} and will then be deregistered`,
    draining: true,
  };
}

/** The worker leaves now; its jobs are released. */
export function leave(
  fleet: FakeFleet,
  worker: FakeWorker,
  reason: string | null,
  actor: string,
  detail: object,
): void {
  const { presence } = worker.state;
  const from = presence === 'PRESENT' ? {} : { from: presence };
  Object.assign(worker.state, {
    presence: 'LEFT',
    absence: { since: fleet.now, reason, acknowledged: null },
  });
  worker.leaving = false;
  fleet.noteEvent('deregistered', worker, { reason, ...from, ...detail }, actor);
  fleet.releaseJobs(worker, [...worker.jobs.keys()], 'deregistered', actor, true);
}

export function deleteFrom(fleet: FakeFleet, name: string): void {
  const worker = fleet.requireWorker(name);
  fleet.releaseJobs(worker, [...worker.jobs.keys()], 'the record was deleted', 'operator', true);
  fleet.remove(worker);
  const { presence: was, health } = worker.state;
  const { zone } = worker.description;
  fleet.noteEvent('deleted', worker, { was, health, ...(zone !== null && { zone }) });
}
