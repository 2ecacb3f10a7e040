import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { addressOf, type Output } from '../output.js';
import { styled, type Text } from '../styled.js';
import type { Listing } from './listing.js';

/** How workers are listed. */
export const WORKERS: Listing<WorkerDto> = {
  key: 'workers',
  nameOf: ({ workerId }) => workerId,
  none: 'No workers.',
  columns: [
    { name: 'worker', of: ({ workerId }) => workerId },
    { name: 'id', of: ({ id }) => id, wide: true },
    { name: 'name', of: ({ name }) => name, wide: true },
    {
      name: 'presence',
      of: ({ presence }) => presence,
      shown: ({ presence }, out) => out.colourState(presence),
    },
    { name: 'status', of: ({ status }) => status, shown: ({ status }, out) => out.colourState(status) },
    { name: 'health', of: ({ health }) => health, shown: healthOf },
    { name: 'suspect', of: ({ suspect }) => suspect, wide: true },
    { name: 'order', of: ({ order }) => order?.kind, wide: true },
    { name: 'reason', of: ({ order, absence }) => order?.reason ?? absence?.reason, wide: true },
    { name: 'by', of: ({ order }) => order?.by, wide: true },
    {
      name: 'jobs',
      of: jobsOf,
      shown: (worker) => `${jobsOf(worker)}/${worker.maxConcurrentJobs}`,
    },
    { name: 'slots', of: ({ maxConcurrentJobs }) => maxConcurrentJobs, wide: true },
    { name: 'free', of: freeOf },
    { name: 'zone', of: ({ zone }) => zone },
    { name: 'address', of: addressOf },
    { name: 'version', of: ({ version }) => version },
    { name: 'tags', of: ({ tags }) => tags.join(' '), wide: true },
    { name: 'message', of: ({ message }) => message, wide: true },
    {
      name: 'heard',
      of: ({ lastHeartbeat }) => lastHeartbeat,
      shown: ({ lastHeartbeat }, out) => out.formatAge(lastHeartbeat),
    },
    { name: 'registered', of: ({ registeredAt }) => registeredAt, wide: true },
  ],
};

function healthOf({ health, suspect }: WorkerDto, out: Output): Text {
  return styled`${out.colourState(health)}${suspect ? out.paint.yellow(', suspect') : ''}`;
}

function jobsOf({ currentJobCount, assignedJobCount }: WorkerDto): number {
  return Math.max(currentJobCount, assignedJobCount);
}

/** Returns the free slots of a worker that may take jobs; null for any other. */
export function freeOf({ presence, order, availableCapacity }: WorkerDto): number | null {
  return presence === 'PRESENT' && order === null ? availableCapacity : null;
}
