import { randomUUID } from 'node:crypto';
import type { KeptState } from './state-file.js';

/** The state of a process that begins: what the one before it left, and a `bootId` of its own. */
export function stateToBegin(workerId: string, kept: KeptState | undefined): KeptState {
  // A registration that nobody answered may have been taken: only its bootId is known to the service then.
  if (kept !== undefined && !kept.answered) return kept;
  return { ...kept, workerId, bootId: randomUUID(), answered: false };
}
