import type { Settings } from '../../platform/config/settings.js';
import type { FieldError } from '../../platform/errors/domain-error.js';
import { shapeOf } from '../../platform/validation/field.js';
import { readBody } from '../../platform/validation/read-body.js';
import { HeartbeatDto } from '../heartbeats/dto/heartbeat.dto.js';
import { normaliseRegistration, type NormalRegistration } from './dto/normalise-registration.js';
import { readReconnectPolicy } from './dto/reconnect-policy.dto.js';
import { RegisterWorkerDto } from './dto/register-worker.dto.js';
import { limitErrors } from './dto/registration-limits.js';
import type { Registration } from './registration.js';
import { describeWorker, type ReconnectPolicy, type WorkerFieldName } from '../../fleet/worker-fields.js';

/** A registration as it arrived, parsed as far as possible. */
export interface ReadRegistration {
  /** The name of the worker in the body, if there is one; also for a refused body. */
  readonly workerId: string | null;
  readonly registration: Registration | undefined;
  readonly errors: readonly FieldError[];
  readonly warnings: readonly string[];
}

/** Reads and checks one registration body against the DTO and the limits of the settings. */
export function readRegistration(body: unknown, settings: Settings): ReadRegistration {
  const normal = normaliseRegistration(body, settings.worker.identity);
  const { value, errors, warnings } = readBody(RegisterWorkerDto, normal.body, { elsewhere });
  const all = [...errors.map((error) => inWordsOf(normal.namedBy, error)), ...limitErrors(value, settings)];
  const policy = readReconnectPolicy(value.reconnect);
  return {
    workerId: typeof value.workerId === 'string' ? value.workerId : null,
    registration: all.length === 0 ? registrationOf(value, policy.known, settings) : undefined,
    errors: all,
    warnings: [...normal.warnings, ...warnings, ...policy.warnings],
  };
}

/** Workers often send fields of heartbeats at their registration too. */
const elsewhere = (name: string): string | undefined =>
  shapeOf(HeartbeatDto).names.has(name) ? 'heartbeats report it' : undefined;

/** If another field takes the place of the workerId, its faults are faults of that field. */
function inWordsOf(namedBy: NormalRegistration['namedBy'], error: FieldError): FieldError {
  if (error.field !== 'workerId' || namedBy === 'workerId') return error;
  const label = namedBy === 'hostName' ? 'Host name' : 'Host address';
  const message = error.message.replace('Worker ID', label);
  return { field: namedBy, message: `${message}; the worker is identified by it` };
}

/** Each field of the description that the body states. Does not compile if the DTO lacks one. */
type Stated = Pick<RegisterWorkerDto, WorkerFieldName>;

function registrationOf(
  body: RegisterWorkerDto,
  reconnect: ReconnectPolicy | undefined,
  { worker }: Settings,
): Registration {
  const loadFactor = Math.min(Math.max(1, worker.minLoadFactor), worker.maxLoadFactor);
  const stated: Stated = { ...body, reconnect, workerLoadFactor: body.workerLoadFactor ?? loadFactor };
  return {
    description: describeWorker((name, { fallback }) => stated[name] ?? fallback),
    bootId: body.bootId ?? null,
    activeJobs: body.activeJobs === undefined ? null : [...new Set(body.activeJobs)],
    activeJobCount: Math.max(body.activeJobCount ?? 0, new Set(body.activeJobs).size),
    expectOnline: body.expectOnline ?? true,
    force: body.force ?? false,
    tellsNothing: [body.bootId, body.activeJobs, body.activeJobCount].every((each) => each === undefined),
  };
}
