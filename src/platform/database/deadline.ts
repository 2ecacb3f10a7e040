import type { ClientBase } from 'pg';
import { DomainError } from '../errors/domain-error.js';

/** When a connection is cut, and what the caller is told then. */
export interface Limit {
  readonly ms: number;
  readonly code: 'database_busy' | 'database_unavailable';
}

/** For all statements of a transaction together; PostgreSQL 17 enforces the same by itself. */
const TRANSACTION_MS = 10_000;

/** For the first statement on a new connection. */
export const FIRST_ANSWER: Limit = { ms: 3000, code: 'database_unavailable' };

/**
 * The server ends a statement after ten seconds, and says so. Who hears nothing for longer has a connection that leads
 * nowhere, as a firewall leaves it, and would wait for as long as the system tries to deliver: a quarter of an hour.
 */
const ANSWER_MS = 12_000;

/** For tests that have no time. */
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

/** Does the work, or cuts its connection when it takes too long. The wait for a connection has an end of its own. */
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

/** Ends what is under way on the server, too, whatever it was waiting for. */
export function cut(client: ClientBase): void {
  const { connection } = client as { connection?: { stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
