import type { Fence, StatedProcess } from '../../fleet/fence.js';
import { supersededError } from '../../fleet/refusal.js';
import { lifeOf, type Caller } from './caller.js';
import { scopeParameter } from './worker-scope.js';

/**
 * Returns the fence of a request: the incarnation of its token, if it has one, what it states, and the scope of its caller.
 * @throws DomainError `superseded` if the two contradict each other
 */
export function fenceOf(caller: Caller, { bootId, incarnation }: StatedProcess): Fence {
  const stated = incarnation === undefined ? undefined : Number(incarnation);
  const proved = lifeOf(caller)?.incarnation;
  if (proved !== undefined && (stated ?? proved) !== proved) throw supersededError();
  return {
    incarnation: proved ?? stated,
    bootId,
    proved: proved !== undefined,
    scope: scopeParameter(caller),
  };
}
