import { plainText } from '../../platform/text/plain-text.js';
import type { Caller } from './caller.js';

/** Separates name, subject, address and request id. None of them contains it. */
const SEPARATOR = '\u001f';
const MAX_LENGTH = 300;

/**
 * Returns the actor as a parameter of statements for the journal: the name, then subject, address and request
 * id if they are known. A trigger of the journal splits them, so that every statement records all of them.
 * @param unnamed the name of a caller without a credential
 */
export function actorOf(caller: Caller, unnamed: string): string {
  const { address = '', requestId = '' } = caller.origin ?? {};
  const subject = subjectOf(caller);
  const name = nameOf(caller, unnamed);
  return subject === '' && address === '' && requestId === ''
    ? name
    : [name, subject, address, requestId].map((part) => plainText(part, MAX_LENGTH)).join(SEPARATOR);
}

function nameOf(caller: Caller, unnamed: string): string {
  if (caller.kind === 'account') return caller.actor;
  return caller.kind === 'anyone' ? unnamed : 'worker';
}

/** Returns a stable identifier of the caller, which is never reused. */
function subjectOf(caller: Caller): string {
  switch (caller.kind) {
    case 'account':
      return caller.subject;
    case 'joiner':
      return `join-token:${caller.id}`;
    case 'worker':
      return `worker:${caller.id}`;
    case 'certificate':
      return `certificate:${caller.names[0] ?? ''}`;
    case 'anyone':
    default:
      return '';
  }
}
