import { change } from '../api/client.js';
import type { RunnableAction } from './actions.js';

interface Answer {
  message: string;
}

const HOUR = '1h';

const UNMUTE: RunnableAction = {
  key: 'unmute',
  word: 'Unmute',
  does: 'sends messages again.',
  asks: [],
  run: async (rule) => (await change<Answer>('DELETE', `/alerts/${encodeURIComponent(rule)}/mute`)).message,
};

const MUTE: RunnableAction = {
  key: 'mute',
  word: 'Mute',
  does: 'sends no messages until then; it is still listed.',
  asks: ['reason', 'until'],
  withoutEnd: 'it is muted for one hour',
  undo: UNMUTE,
  run: async (rule, { reason, until = HOUR }) =>
    (
      await change<Answer>('POST', `/alerts/${encodeURIComponent(rule)}/mute`, {
        until,
        ...(reason && { reason }),
      })
    ).message,
};

export const ALERT_ACTIONS = { mute: MUTE, unmute: UNMUTE } as const;
