import { randomUUID } from 'node:crypto';
import type { RegisterWorkerDto } from '../../src/workers/registration/dto/register-worker.dto.js';

type Given = Partial<Record<keyof RegisterWorkerDto, unknown>>;

/** Body of a registration; fields that matter for a test are given, the rest has defaults. */
export function registration(given: Given = {}): Record<string, unknown> {
  return {
    workerId: `worker-${randomUUID().slice(0, 8)}`,
    name: 'Test Worker',
    maxConcurrentJobs: 10,
    ...given,
  };
}

/** Registrations of a fleet: `worker-0`, `worker-1`, … */
export function fleet(size: number, each: (index: number) => Given = () => ({})): Record<string, unknown>[] {
  return Array.from({ length: size }, (_, index) =>
    registration({ workerId: `worker-${index}`, ...each(index) }),
  );
}
