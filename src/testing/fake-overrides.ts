import { overridesDto, type OverriddenWorkerDto } from '../fleet/dto/overrides.dto.js';
import { valuesOf, withValues, type Override, type Overrides } from '../fleet/overrides.js';
import { usableSlots, type WorkerDescription } from '../fleet/worker.js';
import { withWarnings } from '../platform/validation/require-body.js';
import type { OverrideAnswerDto } from '../workers/overrides/dto/override.dto.js';
import { changeOf, messageOf, readOverride } from '../workers/overrides/override-request.js';
import type { FakeFleet } from './fake-fleet.js';
import type { FakeWorker } from './fake-worker.js';

/** Sets what operators say in place of a worker as the service does. */
export function overrideIn(fleet: FakeFleet, name: string, body: unknown): OverrideAnswerDto {
  const { wanted, warnings } = readOverride(body, fleet.settings.worker.maxConcurrentJobsLimit);
  const { reason } = wanted;
  const worker = fleet.requireWorker(name);
  const change = changeOf(describedOf(worker), wanted);
  if (change !== undefined) {
    const { set, removed, reported, inForce } = change;
    const at = fleet.now;
    const added = Object.entries(set).map(([each, value]): [string, Override] => [
      each,
      { value, by: 'operator', at, reason },
    ]);
    const left = Object.entries(worker.overrides ?? {}).filter(
      ([each]) => !removed.some((one) => one === each),
    );
    const overrides = Object.fromEntries([...left, ...added]) as Overrides;
    const isEmpty = Object.keys(overrides).length === 0;
    Object.assign(worker, { overrides: isEmpty ? null : overrides, reported: isEmpty ? null : reported });
    worker.description = withValues(worker.description, valuesOf(inForce));
    resize(worker);
    fleet.noteEvent('overridden', worker, { set, removed, reason });
  }
  const dto = overriddenDto(fleet, worker);
  return withWarnings({ success: true, message: messageOf(dto.overrides), worker: dto }, warnings);
}

/** Takes what a worker reports, except where operators have set something in its place. */
export function describeAgain(worker: FakeWorker, description: WorkerDescription): void {
  const { overrides } = worker;
  if (overrides !== null) worker.reported = valuesOf(description);

  const values = Object.entries(overrides ?? {}).map(([name, { value }]) => [name, value]);
  worker.description = withValues(description, Object.fromEntries(values));
}

export const overriddenDto = (fleet: FakeFleet, worker: FakeWorker): OverriddenWorkerDto => ({
  ...fleet.dtoOf(worker),
  overrides: overridesDto(describedOf(worker)),
});

const describedOf = ({ description, overrides, reported }: FakeWorker) => ({
  ...description,
  overrides,
  reported,
});

/** As override-worker.sql: a worker that reports jobs gets no more slots until its next heartbeat. */
function resize({ description, state }: FakeWorker): void {
  const usable = usableSlots(description.maxConcurrentJobs, description.workerLoadFactor);
  const isFree = state.currentJobCount === 0 && state.reportedCapacity === state.usableSlots;
  state.reportedCapacity = isFree
    ? usable
    : Math.min(state.reportedCapacity, Math.max(0, usable - state.currentJobCount));
  state.usableSlots = usable;
}
