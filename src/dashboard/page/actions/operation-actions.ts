import { change } from '../api/client.js';
import type { Operation } from '../api/types.js';
import type { Action } from './actions.js';

interface Answer {
  message: string;
}

const post = async (id: string, verb: string, reason: string | undefined): Promise<string> =>
  (await change<Answer>('POST', `/operations/${id}/${verb}`, { ...(reason && { reason }) })).message;

/** Kinds whose effect can be taken back. */
const UNDOABLE: ReadonlySet<string> = new Set(['drain', 'maintenance', 'activate', 'deregister', 'cleanup']);

/** The actions of an operator on an operation. */
export const OPERATION_ACTIONS: readonly Action<Operation>[] = [
  {
    key: 'pause',
    word: 'Pause',
    does: 'takes on no further workers until it is resumed.',
    asks: ['reason'],
    fits: ({ state }) => state === 'running',
    unfit: ({ state }) => `It is ${state}`,
    run: (id, { reason }) => post(id, 'pause', reason),
  },
  {
    key: 'resume',
    word: 'Resume',
    does: 'takes on further workers again.',
    asks: ['reason'],
    fits: ({ state }) => state === 'paused',
    unfit: ({ state }) => `It is ${state}, not paused`,
    run: (id, { reason }) => post(id, 'resume', reason),
  },
  {
    key: 'cancel',
    word: 'Cancel',
    does: 'ends here. What it has done to workers stays, until it is undone.',
    asks: ['reason'],
    isGrave: true,
    fits: ({ state }) => state === 'running' || state === 'paused',
    unfit: ({ state }) => `It is ${state}`,
    run: (id, { reason }) => post(id, 'cancel', reason),
  },
  {
    key: 'undo',
    word: 'Undo',
    does: 'is taken back by an operation of its own, on the workers that it changed.',
    asks: ['reason'],
    fits: ({ kind, undoneBy }) => UNDOABLE.has(kind) && undoneBy === null,
    unfit: ({ kind, undoneBy }) =>
      undoneBy === null ? `What ${kind} did cannot be taken back` : 'It is undone',
    run: (id, { reason }) => post(id, 'undo', reason),
  },
];
