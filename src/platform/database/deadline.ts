import type { ClientBase } from 'pg';
import { DomainError } from '../errors/domain-error.js';

/** When a connection is closed, and the error for the caller. */
export interface Limit {
  readonly ms: number;
  readonly code: 'database_busy' | 'database_unavailable';
}

/** For all statements of a transaction together; PostgreSQL 17 enforces the same by itself. */
const TRANSACTION_MS = 10_000;

/** For the first statement on a new connection. */
export const FIRST_ANSWER: Limit = { ms: 3000, code: 'database_unavailable' };

/**
 * The server ends a statement after ten seconds, and reports that. A client without an answer for longer has
 * a dead connection, for example because a firewall dropped it, and would wait for as long as the system
 * tries to deliver: a quarter of an hour.
 */
const ANSWER_MS = 12_000;

/** Shorter limits for tests. */
export interface Deadlines {
  readonly transactionMs?: number;
  readonly answerMs?: number;
}

export const transactionLimit = ({ transactionMs = TRANSACTION_MS }: Deadlines): Limit => ({
  ms: transactionMs,
  code: 'database_busy',
});

export const answerLimit = ({ answerMs = ANSWER_MS }: Deadlines): Limit => ({
  ms: answerMs,
  code: 'database_unavailable',
});

/**
 * Does the work, or closes its connection if it takes too long. Waiting for a connection has its own limit.
 */
export async function within<T>(limit: Limit, client: ClientBase, work: () => Promise<T>): Promise<T> {
  let overdue = false;
  const deadline = setTimeout(() => {
    overdue = true;
    cut(client);
  }, limit.ms);
  try {
    return await work();
  } catch (error) {
    if (!overdue) throw error;
    const cause = new Error(`no answer within ${limit.ms / 1000} s`, { cause: error });
    throw new DomainError(limit.code, {}, { cause });
  } finally {
    clearTimeout(deadline);
  }
}

/** Also ends the work in progress on the server, whatever it was waiting for. */
export function cut(client: ClientBase): void {
  const { connection } = client as { connection?: { stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
