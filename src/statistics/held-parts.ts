import type { Scope } from '../identity/scope.js';
import { HeldAnswers } from '../platform/sharing/held-answers.js';

/** Shares a value for each part of the fleet that keys are limited to, in this process; computes one at a time. */
export class HeldParts<T extends object> extends HeldAnswers<Scope, T> {
  constructor(make: (part: Scope) => Promise<T>) {
    super(make, ({ zone, tag, workerIdPrefix }) => JSON.stringify([zone, tag, workerIdPrefix]));
  }
}
