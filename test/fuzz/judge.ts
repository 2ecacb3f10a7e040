import type { ErrorDefinition } from '../../src/platform/errors/error-definition.js';
import { errorTable } from '../../src/platform/errors/error-table.js';
import { ofAnyRequest, type Operation } from './description.js';
import type { Answer } from './wire.js';

const errors: Readonly<Record<string, ErrorDefinition | undefined>> = errorTable;

/** What no answer may contain: parts of stacks, of statements, and of PostgreSQL's messages. */
const LEAK = /\bat .+\.[jt]s:\d|node_modules|INSERT INTO|syntax error|violates|relation "/;

/** Returns what is wrong with an unexpected answer; undefined for others. */
export function faultOf(
  { status, type, body }: Answer,
  operation: Operation | undefined,
): string | undefined {
  const shown = `${status} ${body.slice(0, 300)}`;
  if (status >= 500) return `It failed: ${shown}`;
  if (status < 400)
    return operation === undefined || operation.answers.has(status)
      ? undefined
      : `Not in the description: ${shown}`;
  if (LEAK.test(body)) return `It reveals internals: ${shown}`;
  if (!type.startsWith('application/problem+json')) return `It is not problem+json: ${shown}`;
  const { code } = JSON.parse(body) as { code: string };
  if (errors[code]?.status !== status) return `Not in the table of errors: ${shown}`;
  if (operation === undefined || ofAnyRequest.has(code)) return undefined;
  return operation.answers.get(status)?.has(code) === true
    ? undefined
    : `Not in the description of the route: ${shown}`;
}
