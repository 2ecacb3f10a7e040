import { signal } from '@preact/signals';
import { change, Failure, read } from './client.js';
import type { Role, Session } from './types.js';

/** The session of the user: undefined until it is known, null if they have to sign in. */
export const session = signal<Session | null | undefined>(undefined);

/** Why the service could not report the session. */
export const sessionFailure = signal<Failure | undefined>(undefined);

export const may = (role: Role): boolean => session.value?.roles.includes(role) ?? false;

export async function lookWhoReads(): Promise<void> {
  try {
    session.value = await read<Session>('/session');
    sessionFailure.value = undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.status === 401) session.value = null;
    else sessionFailure.value = error;
  }
}

export async function signIn(key: string): Promise<void> {
  session.value = await change<Session>('POST', '/session', { key });
}

export async function signOut(): Promise<void> {
  await change('DELETE', '/session');
  session.value = null;
}

/** Handles a 401 during use: the session has expired, or its key was revoked. */
export function noteFailure(error: unknown): void {
  if (error instanceof Failure && error.status === 401) session.value = null;
}
