import type { DomainError } from '../../platform/errors/domain-error.js';
import { bearerOf } from '../bearer.js';
import type { Shown } from './shown.js';
import type { Caller } from './caller.js';
import { readSecret } from './secret-text.js';

const refused = new WeakMap<DomainError, Caller>();

/** Notes the caller of a refused request whose credential was valid but insufficient. */
export const refuses = (error: DomainError, caller: Caller): void => void refused.set(error, caller);

export const refusedCaller = (error: DomainError): Caller | undefined => refused.get(error);

/** Returns the name of a caller for the log. */
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

/** Describes the credential of a request that proves nothing; never contains a secret. */
export function nameOfShown({ authorization, session, certificateNames = [] }: Shown): string {
  const token = bearerOf(authorization);
  if (token !== undefined) {
    const secret = readSecret(token);
    if (secret === undefined) return 'an invalid token';
    return secret.kind === 'key' ? `API key wrk_${secret.id}` : `join token wrj_${secret.id}`;
  }
  if (session !== undefined) return 'an invalid session';
  return certificateNames.length > 0
    ? `certificate:${certificateNames.slice(0, 3).join(',')}`
    : 'no credential';
}
