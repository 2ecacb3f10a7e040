import type { Caller } from './caller.js';

/** Whether a caller is a worker: workers must not learn the names of people, API keys and join tokens. */
export const isWorker = ({ kind }: Caller): boolean => kind === 'worker' || kind === 'certificate';

/** Returns an actor as workers see it: only its kind, `key` for `key:ops`. */
export const actorKind = (actor: string): string => actor.split(':', 1)[0]!;
