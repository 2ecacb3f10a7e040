import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorDefinition } from '../../../src/platform/errors/error-definition.js';
import { errorTable } from '../../../src/platform/errors/error-table.js';
import { DEFAULT_PREFIX } from '../../../src/worker-registration.module.js';
import { OPERATIONS, type Seen } from '../clients/answers.js';

interface Description {
  readonly paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

const file = join(import.meta.dirname, '..', '..', '..', 'docs', 'openapi.json');
const { paths } = JSON.parse(readFileSync(file, 'utf8')) as Description;
const errors: Readonly<Record<string, ErrorDefinition | undefined>> = errorTable;

/** Returns what is wrong with an answer that clients need not expect; undefined for others. */
export function undocumented({
  operation,
  status,
  code,
  expected,
  message,
  retryAfter,
  count,
}: Seen): string | undefined {
  const [method, path] = OPERATIONS[operation];
  const { responses } = paths[`/${DEFAULT_PREFIX}${path}`]![method.toLowerCase()]!;
  const what = `${count} × ${operation} ${status} ${code} (${message})`;
  if (!(status in responses)) return `${what}: docs/openapi.json does not know it`;
  if (status < 400) return undefined;
  if (errors[code]?.status !== status) return `${what}: docs/errors.md does not know it`;
  if (status === 503 && !retryAfter) return `${what}: without Retry-After`;
  return expected ? undefined : `${what}: the client did nothing wrong`;
}
