import type { Caller } from './caller.js';

/** Whether a caller is a worker: it is not to learn the names of people, of API keys and of join tokens. */
export const isWorker = ({ kind }: Caller): boolean => kind === 'worker' || kind === 'certificate';

/** An actor as workers see it: its kind alone, `key` for `key:ops`. */
export const actorKind = (actor: string): string => actor.split(':', 1)[0]!;
