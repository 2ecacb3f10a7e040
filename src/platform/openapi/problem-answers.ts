import { DomainError } from '../errors/domain-error.js';
import { errorTable, type ErrorCode } from '../errors/error-table.js';
import { problemOf } from '../errors/problem.js';
import { ProblemDto } from './problem.dto.js';
import { getSchemaPath } from './swagger.js';

/** Titles and remedies for people. */
export const describeProblems = (codes: readonly ErrorCode[]): string =>
  codes.map((code) => `\`${code}\`: ${errorTable[code].title}. ${errorTable[code].remedy}`).join('\n\n');

/** The body of errors, with an example of each. */
export const problemContent = (codes: readonly ErrorCode[]) => ({
  'application/problem+json': {
    schema: { $ref: getSchemaPath(ProblemDto) },
    examples: Object.fromEntries(codes.map((code) => [code, { value: problemOf(new DomainError(code)) }])),
  },
});
