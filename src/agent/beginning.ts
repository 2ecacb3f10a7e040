import { randomUUID } from 'node:crypto';
import type { KeptState } from './state-file.js';

/** The state of a process that starts: what the previous one left, and a `bootId` of its own. */
export function stateToBegin(workerId: string, kept: KeptState | undefined): KeptState {
  // An unanswered registration may have been accepted: only its bootId is known to the service then. The process that made
  // it may run as well, so its bootId serves for the first registration only.
  if (kept !== undefined && !kept.answered) return { nextBootId: randomUUID(), ...kept };
  return { ...kept, workerId, bootId: randomUUID(), answered: false };
}
