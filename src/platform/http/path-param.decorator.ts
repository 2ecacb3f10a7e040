import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-table.js';
import { isStorable } from '../validation/rule.js';

/** Nothing that a path names has a longer name. */
const MAX_LENGTH = 512;

interface NamedThing {
  readonly name: string;
  readonly unknown: ErrorCode;
}

interface WithParams {
  readonly params: Readonly<Record<string, string>>;
}

const Judged = createParamDecorator(({ name, unknown }: NamedThing, context: ExecutionContext) => {
  const given = context.switchToHttp().getRequest<WithParams>().params[name]!;
  if (given.length > MAX_LENGTH || !isStorable(given)) throw new DomainError(unknown);
  return given;
});

/**
 * Returns a name from a path. A text that cannot be stored names nothing, and is refused before any statement
 * sees it.
 * @param unknown error code for an unknown name
 */
export const PathParam = (name: string, unknown: ErrorCode): ParameterDecorator => Judged({ name, unknown });

/** Returns the worker that a path names, by its workerId or its id. */
export const WorkerParam = (): ParameterDecorator => PathParam('workerId', 'worker_not_registered');
