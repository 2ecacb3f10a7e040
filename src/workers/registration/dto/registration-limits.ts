import type { Settings } from '../../../platform/config/settings.js';
import type { FieldError } from '../../../platform/errors/domain-error.js';
import type { RegisterWorkerDto } from './register-worker.dto.js';

/**
 * Checks rules whose bounds are settings, together with those of the DTO, so that one answer reports all
 * faults.
 */
export function limitErrors(
  body: Partial<RegisterWorkerDto>,
  { worker }: Pick<Settings, 'worker'>,
): FieldError[] {
  const { maxConcurrentJobs, workerLoadFactor, leaseSeconds } = body;
  const errors: FieldError[] = [];
  if (typeof maxConcurrentJobs === 'number' && maxConcurrentJobs > worker.maxConcurrentJobsLimit) {
    errors.push({
      field: 'maxConcurrentJobs',
      message: `Max concurrent jobs cannot exceed ${worker.maxConcurrentJobsLimit}`,
    });
  }
  const outside =
    typeof workerLoadFactor === 'number' &&
    (workerLoadFactor < worker.minLoadFactor || workerLoadFactor > worker.maxLoadFactor);
  if (outside) {
    errors.push({
      field: 'workerLoadFactor',
      message: `Worker load factor must be between ${decimal(worker.minLoadFactor)} and ${decimal(worker.maxLoadFactor)}`,
    });
  }
  if (
    typeof leaseSeconds === 'number' &&
    (leaseSeconds < worker.minLeaseSeconds || leaseSeconds > worker.maxLeaseSeconds)
  ) {
    errors.push({
      field: 'leaseSeconds',
      message: `Lease seconds must be between ${worker.minLeaseSeconds} and ${worker.maxLeaseSeconds}, not ${leaseSeconds}`,
    });
  }
  return errors;
}

/** 2 is shown as 2.0: it is a factor, not a count. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
