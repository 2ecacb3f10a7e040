import type { ErrorDefinition } from '../../src/platform/errors/error-definition.js';
import { errorTable } from '../../src/platform/errors/error-table.js';
import { ofAnyRequest, type Operation } from './description.js';
import type { Answer } from './wire.js';

const errors: Readonly<Record<string, ErrorDefinition | undefined>> = errorTable;

/** What must be in no answer: parts of stacks, of statements, and of what PostgreSQL says. */
const LEAK = /\bat .+\.[jt]s:\d|node_modules|INSERT INTO|syntax error|violates|relation "/;

/** What is wrong with an answer that no client has to reckon with; undefined for others. */
export function faultOf(
  { status, type, body }: Answer,
  operation: Operation | undefined,
): string | undefined {
  const shown = `${status} ${body.slice(0, 300)}`;
  if (status >= 500) return `It failed: ${shown}`;
  if (status < 400)
    return operation === undefined || operation.answers.has(status)
      ? undefined
      : `The description knows no ${shown}`;
  if (LEAK.test(body)) return `It tells of its inside: ${shown}`;
  if (!type.startsWith('application/problem+json')) return `It is no problem+json: ${shown}`;
  const { code } = JSON.parse(body) as { code: string };
  if (errors[code]?.status !== status) return `The table of errors knows no ${shown}`;
  if (operation === undefined || ofAnyRequest.has(code)) return undefined;
  return operation.answers.get(status)?.has(code) === true
    ? undefined
    : `The description of the route knows no ${shown}`;
}
