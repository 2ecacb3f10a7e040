import type { WorkerDto } from '../../fleet/dto/worker.dto.js';

/** A worker as it is now; undefined if it has no record. */
export interface Seen {
  readonly name: string;
  readonly worker: WorkerDto | undefined;
}

/** What `wait` waits for. */
interface Condition {
  readonly isReached: (seen: Seen) => boolean;
  /** Why it can never be reached; undefined while it can. */
  readonly isHopeless: (seen: Seen) => { message: string; remedy: string } | undefined;
}

export type Goal = 'drained' | 'healthy' | 'gone';

const isGone = ({ worker }: Seen): boolean =>
  worker === undefined || worker.presence === 'LOST' || worker.presence === 'LEFT';

export const GOALS: Readonly<Record<Goal, Condition>> = {
  drained: {
    // A worker that is gone, or was never there, runs nothing. Others have to confirm by a heartbeat that they do not.
    isReached: (seen) => {
      if (isGone(seen)) return true;
      const { presence, order } = seen.worker!;
      return order !== null && (order.drained || presence === 'EXPECTED');
    },
    isHopeless: (seen) =>
      !isGone(seen) && seen.worker!.order === null
        ? { message: `${seen.name} is under no order, so it does not drain`, remedy: 'Use `drain` first.' }
        : undefined,
  },
  healthy: {
    isReached: ({ worker }) => worker?.presence === 'PRESENT' && worker.health === 'HEALTHY',
    isHopeless: ({ name, worker }) =>
      worker === undefined
        ? { message: `${name} is not registered`, remedy: 'It cannot become healthy.' }
        : undefined,
  },
  gone: { isReached: isGone, isHopeless: () => undefined },
};
