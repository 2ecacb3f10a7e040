import { createHash } from 'node:crypto';

/** A statement that each connection parses and plans once: for those that run hundreds of times a second. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** @param label identifies the statement for people who look into `pg_prepared_statements` */
export function prepared(label: string, text: string): Prepared {
  // Behind a proxy, instances of two versions may share a connection: one name must not mean two statements.
  const version = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { name: `worker-registration:${label}:${version}`, text };
}
