import { DomainError } from '../platform/errors/domain-error.js';
import type { FenceVerdict } from './fence.js';
import type { Presence } from './worker.js';

/** Facts about the record of a worker whose request was refused. */
export interface RefusedRecord {
  readonly presence: Presence;
  /** Why the worker has this presence; null if there is no reason. */
  readonly reason: string | null;
  readonly fence: FenceVerdict;
}

/** A newer process has taken over, or a newer record has replaced the caller's. */
export const supersededError = (): DomainError =>
  new DomainError('superseded', { message: 'Another process is registered as this worker' });

/**
 * The caller's incarnation is newer than the record: the registry was restored from an older state. The code
 * is that of an unknown worker, because the remedy is the same: clients register again by themselves.
 */
export const aheadError = (): DomainError =>
  new DomainError('worker_not_registered', {
    message:
      'The registry is older than this incarnation, as after a restore of its database: register again',
  });

/**
 * @param proved whether a token proves the incarnation: a merely stated number may belong to an earlier
 * record
 * @throws DomainError `superseded`, `worker_not_registered` unless the verdict is null
 */
export function requireFits(verdict: FenceVerdict, proved: boolean): void {
  if (verdict === 'outside') throw new DomainError('worker_not_registered');
  if (verdict !== null) throw verdict === 'ahead' && proved ? aheadError() : supersededError();
}

/** Returns why the heartbeat or token request of a known worker was refused. */
export function refusalOf({ presence, reason, fence }: RefusedRecord, proved: boolean): DomainError {
  if (fence === 'ahead' && proved) return aheadError();
  if (fence === 'outside') return new DomainError('worker_not_registered');
  if (presence === 'LEFT') {
    return new DomainError('worker_deregistered', {
      message: `Worker was deregistered: ${reason ?? 'no reason given'}`,
    });
  }
  return supersededError();
}
