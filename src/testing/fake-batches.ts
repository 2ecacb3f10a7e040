import { batchOf, wholeOf } from '../platform/batch/batch.js';
import { Repeats } from '../platform/batch/repeats.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { readWhatFits } from '../platform/validation/read-what-fits.js';
import { ListedResults } from '../workers/batches/batch-answer.js';
import { BatchResults } from '../workers/batches/batch-results.js';
import type {
  HeartbeatBatchAnswerDto,
  HeartbeatResultDto,
} from '../workers/heartbeats/dto/heartbeat-answers.dto.js';
import { HeartbeatItemDto } from '../workers/heartbeats/dto/heartbeat.dto.js';
import type {
  RegistrationBatchAnswerDto,
  RegistrationResultDto,
} from '../workers/registration/dto/registration-answers.dto.js';
import { statusOf } from '../workers/registration/outcomes.js';
import type { Registration } from '../workers/registration/registration.js';
import { readRegistration } from '../workers/registration/registration-reading.js';
import type { RegisterWorkersOptions } from '../workers/worker-registration.service.js';
import { intervalSecondsFor } from './fake-advice.js';
import type { FakeFleet } from './fake-fleet.js';
import { beatIn } from './fake-heartbeats.js';
import { registerRead, requireFreeName } from './fake-registration.js';

interface Readable {
  readonly index: number;
  readonly registration: Registration;
  readonly warnings: readonly string[];
}

/** Registers a list as the service does. */
export async function registerListIn(
  fleet: FakeFleet,
  list: unknown,
  { allOrNothing = false, credentials = true }: RegisterWorkersOptions,
): Promise<RegistrationBatchAnswerDto> {
  const listed = new ListedResults<RegistrationResultDto>();
  const results = new BatchResults(listed);
  const counts = { created: 0, known: 0 };
  const whole = await wholeOf(batchOf(list));
  results.beginSlice(whole);
  const readable = readItems(fleet, whole.items, results, new Repeats(allOrNothing ? 1 : undefined));
  const isRolledBack = allOrNothing && readable.length < whole.items.length;
  for (const item of isRolledBack ? [] : readable) {
    const result = registeredOf(fleet, item, credentials);
    counts[result.status === 201 ? 'created' : 'known'] += 1;
    results.addAccepted(result);
  }
  await results.endSlice();
  const rolledBack = allOrNothing && { rolledBack: isRolledBack };
  return { ...results.requireTotals(), ...counts, ...rolledBack, results: listed.results };
}

function readItems(
  fleet: FakeFleet,
  items: readonly object[],
  results: BatchResults<RegistrationResultDto>,
  repeats: Repeats,
): Readable[] {
  return items.flatMap((item, index) => {
    const { value } = item as { readonly value: unknown };
    const { workerId, registration, errors, warnings } = readRegistration(value, fleet.settings);
    try {
      if (registration === undefined) throw validationFailed(errors, warnings);
      const { workerId: name } = registration.description;
      if (!repeats.mayOccur(name)) throw repeats.fault;
      requireFreeName(fleet, name);
      return [{ index, registration, warnings }];
    } catch (error) {
      results.addRefused(index, registration?.description.workerId ?? workerId, error);
      return [];
    }
  });
}

function registeredOf(
  fleet: FakeFleet,
  { index, registration, warnings: noted }: Readable,
  withCredentials: boolean,
): RegistrationResultDto {
  const { outcome, worker, credentials, heartbeat, releasedJobs, warnings } = registerRead(
    fleet,
    registration,
    noted,
  );
  return {
    index,
    workerId: worker.workerId,
    status: statusOf(outcome),
    outcome,
    id: worker.id,
    ...(withCredentials && { credentials }),
    intervalSeconds: heartbeat.intervalSeconds,
    ...(warnings.length > 0 && { warnings }),
    ...(releasedJobs.length > 0 && { releasedJobs }),
  };
}

/** Accepts a list of heartbeats as the service does. */
export async function beatListIn(fleet: FakeFleet, list: unknown): Promise<HeartbeatBatchAnswerDto> {
  const listed = new ListedResults<HeartbeatResultDto>();
  const results = new BatchResults(listed);
  const whole = await wholeOf(batchOf(list));
  results.beginSlice(whole);
  /** The last result of each worker, which alone has what the worker has to do. */
  const last = new Map<string, HeartbeatResultDto>();
  const accepted: HeartbeatResultDto[] = [];
  const intervals: number[] = [];
  for (const [index, item] of whole.items.entries()) {
    const { value } = item as { readonly value: unknown };
    const { value: told, errors, warnings } = readWhatFits(HeartbeatItemDto, value);
    const { workerId, ...report } = told;
    try {
      if (errors.length > 0) throw validationFailed(errors, warnings);
      const { heartbeat, commands, revokedJobs } = beatIn(fleet, workerId, report);
      const { id } = fleet.requireWorker(workerId).state;
      delete last.get(id)?.commands;
      delete last.get(id)?.revokedJobs;
      const result: HeartbeatResultDto = {
        index,
        workerId,
        status: 200,
        leaseExpiresAt: heartbeat.leaseExpiresAt,
        ...(commands.length > 0 && { commands }),
        ...(revokedJobs.length > 0 && { revokedJobs }),
      };
      last.set(id, result);
      accepted.push(result);
      intervals.push(heartbeat.intervalSeconds);
      if (warnings.length > 0) results.noteWarnings(index, warnings);
    } catch (error) {
      results.addRefused(index, typeof workerId === 'string' ? workerId : null, error);
    }
  }
  for (const result of accepted) results.addAccepted(result);
  await results.endSlice();
  const intervalSeconds = intervals.length > 0 ? Math.min(...intervals) : intervalSecondsFor(fleet, null);
  return { ...results.requireTotals(), intervalSeconds, results: listed.results };
}
