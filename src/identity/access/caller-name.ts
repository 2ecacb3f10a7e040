import type { DomainError } from '../../platform/errors/domain-error.js';
import { bearerOf } from '../bearer.js';
import type { Shown } from './shown.js';
import type { Caller } from './caller.js';
import { readSecret } from './secret-text.js';

const refused = new WeakMap<DomainError, Caller>();

/** Notes whom an error refuses, where the credential was good and not enough. */
export const refuses = (error: DomainError, caller: Caller): void => void refused.set(error, caller);

export const refusedCaller = (error: DomainError): Caller | undefined => refused.get(error);

/** A caller as the log names it. */
export function nameOfCaller(caller: Caller): string {
  switch (caller.kind) {
    case 'account':
      return caller.actor;
    case 'worker':
      return `worker:${caller.workerId}`;
    case 'joiner':
      return `join-token:${caller.name}`;
    case 'certificate':
      return `certificate:${caller.names.slice(0, 3).join(',')}`;
    case 'anyone':
  }
  return 'anonymous';
}

/** What a request shows of its caller, where it proves nothing: never a secret. */
export function nameOfShown({ authorization, session, certificateNames = [] }: Shown): string {
  const token = bearerOf(authorization);
  if (token !== undefined) {
    const secret = readSecret(token);
    if (secret === undefined) return 'a token that does not count';
    return secret.kind === 'key' ? `API key wrk_${secret.id}` : `join token wrj_${secret.id}`;
  }
  if (session !== undefined) return 'a session that does not count';
  return certificateNames.length > 0
    ? `certificate:${certificateNames.slice(0, 3).join(',')}`
    : 'no credential';
}
