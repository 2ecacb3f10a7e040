import { change } from '../api/client.js';
import type { Guard } from '../api/types.js';
import type { Action } from './actions.js';
import type { Target } from './run-all.js';

interface Answer {
  message: string;
}

type GuardAction = Action<Guard>;

const post = async (name: string, verb: string, body: object): Promise<string> =>
  (await change<Answer>('POST', `/guards/${encodeURIComponent(name)}/${verb}`, body)).message;

/** The actions of an operator on a guard. */
export const GUARD_ACTIONS: readonly GuardAction[] = [
  {
    key: 'hold',
    word: 'Hold',
    does: 'is held from now on for the given time: its silent workers do not fail, and keep their jobs.',
    asks: ['minutes', 'reason'],
    needsReason: true,
    fits: () => true,
    unfit: () => '',
    run: (name, { minutes, reason }) => post(name, 'hold', { minutes, reason }),
  },
  {
    key: 'release',
    word: 'Release',
    does: 'is no longer held: its silent workers are judged from zero, and this silence does not engage the guard again.',
    asks: ['reason'],
    needsReason: true,
    isGrave: true,
    fits: ({ state }) => state !== 'RELEASED',
    unfit: () => 'The guard is released already',
    run: (name, { reason }) => post(name, 'release', { reason }),
  },
];

/** A guard as the target of a dialog. */
export const guardTarget = ({ name, scope, zone }: Guard): Target => ({
  id: name,
  workerId: scope === 'fleet' ? 'The fleet' : zone === null ? 'The group without a zone' : `Zone ${zone}`,
});
