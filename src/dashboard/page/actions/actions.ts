import { change } from '../api/client.js';
import type { Worker } from '../api/types.js';

/** The inputs of the operator. */
export interface Given {
  readonly reason?: string;
  /** In ISO 8601, or a duration from now such as `30m`. */
  readonly until?: string;
  /** When jobs that still run are released; as `until`. */
  readonly deadline?: string;
  readonly minutes?: number;
  readonly leaving?: 'with-jobs-done' | 'at-once';
}

export interface Action<T = Worker> {
  readonly key: string;
  readonly word: string;
  /** What it will do, for the confirmation. */
  readonly does: string;
  readonly asks: readonly (keyof Given)[];
  /** Whether the service requires a reason. */
  readonly needsReason?: boolean;
  /** What follows if no end is given; default: an order lasts until it is lifted. */
  readonly withoutEnd?: string;
  readonly isGrave?: boolean;
  /** Whether it would change anything for that worker, or guard. */
  readonly fits: (target: T) => boolean;
  /** Why it would not. */
  readonly unfit: (target: T) => string;
  /** What takes it back. */
  readonly undo?: RunnableAction;
  /** @returns the service's message */
  readonly run: (id: string, given: Given) => Promise<string>;
}

/** An action as its dialog needs it, whatever it acts on. */
export type RunnableAction = Omit<Action, 'fits' | 'unfit'>;

interface Answer {
  message: string;
}

const post = async (id: string, verb: string, body: object = {}): Promise<string> =>
  (await change<Answer>('POST', `/${id}/${verb}`, body)).message;

const absent: Readonly<Record<Worker['presence'], string>> = {
  EXPECTED: 'The worker was not seen yet',
  PRESENT: '',
  LOST: 'The worker is lost',
  LEFT: 'The worker has left',
};

const isThere = ({ presence }: Worker): boolean => presence === 'PRESENT';

const order = ({ reason, until, deadline }: Given): object => ({
  ...(reason && { reason }),
  ...(until && { until }),
  ...(deadline && { deadline }),
});

const ACKNOWLEDGE: Action = {
  key: 'acknowledge',
  word: 'Acknowledge',
  does: 'needs no further attention: its loss no longer affects the state of the fleet, and alerts on it end. Its record stays.',
  asks: ['reason'],
  needsReason: true,
  fits: ({ presence, absence }) => presence === 'LOST' && absence?.acknowledged === null,
  unfit: ({ presence }) =>
    presence === 'LOST' ? 'Its loss is acknowledged already' : 'The worker is not lost',
  run: (id, { reason }) => post(id, 'acknowledge', { reason }),
};

/** The acknowledgement of all losses at once; its route has the form of that of one worker. */
export const LOSSES = {
  action: {
    ...ACKNOWLEDGE,
    does: 'need no further attention: their losses no longer affect the state of the fleet, and alerts on them end. Their records stay.',
  },
  target: { id: 'losses', workerId: 'All lost workers' },
} as const;

const ACTIVATE: Action = {
  key: 'activate',
  word: 'Activate',
  does: 'is no longer under an order, and accepts jobs again according to its own status.',
  asks: ['reason'],
  unfit: () => 'The worker is under no order',
  fits: (worker) => worker.order !== null || (isThere(worker) && worker.health === 'FAILED'),
  run: (id, { reason }) => post(id, 'activate', order({ ...(reason && { reason }) })),
};

/** The actions of an operator on a worker. */
export const ACTIONS: readonly Action[] = [
  {
    key: 'drain',
    word: 'Drain',
    does: 'finishes its running jobs and accepts no more. It stays registered, until the order expires or is lifted.',
    asks: ['reason', 'deadline', 'until'],
    fits: (worker) => isThere(worker) && worker.order?.kind !== 'DRAINING',
    unfit: ({ presence }) => absent[presence] || 'The worker drains already',
    undo: ACTIVATE,
    run: (id, given) => post(id, 'drain', order(given)),
  },
  {
    key: 'maintenance',
    word: 'Maintenance',
    does: 'is taken out of service: it gets no jobs and only its heartbeat is checked, until the order expires or is lifted.',
    asks: ['reason', 'until'],
    fits: (worker) => isThere(worker) && worker.order?.kind !== 'MAINTENANCE',
    unfit: ({ presence }) => absent[presence] || 'The worker is in maintenance already',
    undo: ACTIVATE,
    run: (id, given) => post(id, 'maintenance', order(given)),
  },
  ACTIVATE,
  {
    key: 'reconnect',
    word: 'Reconnect',
    does: 'is probed now, at its own address. If it answers, its lease is renewed.',
    asks: [],
    unfit: () => 'The worker has no address and port to probe',
    fits: ({ port, hostAddress, hostName }) => port !== null && (hostAddress ?? hostName) !== null,
    run: (id) => post(id, 'reconnect'),
  },
  ACKNOWLEDGE,
  {
    key: 'restore',
    word: 'Restore',
    does: 'is expected again, with the description it had, and is probed if it has an address.',
    asks: ['reason'],
    fits: ({ presence }) => presence === 'LOST' || presence === 'LEFT',
    unfit: () => 'The worker is neither lost nor has it left',
    run: (id, { reason }) => post(id, 'restore', order({ ...(reason && { reason }) })),
  },
  {
    key: 'deregister',
    word: 'Deregister',
    does: 'is deregistered: the response to its next heartbeat asks it to stop. Its record and its journal are kept.',
    asks: ['leaving', 'reason'],
    isGrave: true,
    fits: isThere,
    unfit: ({ presence }) => absent[presence],
    run: (id, { reason, leaving }) =>
      post(id, 'deregister', {
        ...(reason && { reason }),
        ...(leaving === 'at-once' ? { forceDeregister: true } : { drain: true }),
      }),
  },
];
