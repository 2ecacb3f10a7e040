import { DomainError } from '../platform/errors/domain-error.js';
import type { Refusal } from './store/lease.store.js';

/** A newer life of the worker has taken over. */
export const supersededError = (): DomainError =>
  new DomainError('superseded', { message: 'Another process is registered as this worker' });

/** Why a heartbeat was not taken, for a worker that is there. */
export function refusalOf({ presence, reason }: Pick<Refusal, 'presence' | 'reason'>): DomainError {
  if (presence === 'DEREGISTERED') {
    return new DomainError('worker_deregistered', {
      message: `Worker was deregistered: ${reason ?? 'no reason given'}`,
    });
  }
  return supersededError();
}
