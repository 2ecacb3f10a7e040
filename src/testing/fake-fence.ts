import type { StatedProcess } from '../fleet/fence.js';
import { supersededError } from '../fleet/refusal.js';
import type { FakeWorker } from './fake-worker.js';

/** Whether a call of the stated process may act on a worker, as the piece `fence.sql`. */
export function isSuperseded({ state, bootId }: FakeWorker, stated: StatedProcess): boolean {
  const { incarnation = state.incarnation, bootId: given = bootId } = stated;
  return Number(incarnation) !== state.incarnation || (given !== null && bootId !== null && given !== bootId);
}

/** @throws DomainError `superseded` */
export function requireCurrent(worker: FakeWorker, stated: StatedProcess): void {
  if (isSuperseded(worker, stated)) throw supersededError();
}
