import { randomUUID } from 'node:crypto';
import type { KeptState } from './state-file.js';

/** Returns the state of a process that starts: what the previous one left, and a new `bootId`. */
export function stateToBegin(workerId: string, kept: KeptState | undefined): KeptState {
  // An unanswered registration may have been accepted; the service then knows only its bootId. The process that sent
  // it may still be running, so its bootId serves for the first registration only.
  if (kept !== undefined && !kept.answered) return { nextBootId: randomUUID(), ...kept };
  return { ...kept, workerId, bootId: randomUUID(), answered: false };
}
