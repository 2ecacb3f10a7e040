import { tagTerm, versionTerm } from '../fleet/terms.js';
import { text } from '../platform/validation/rule.js';

const AWAITED = /^(version|tag)=(\S.*)$/;

/** What a replacement must have: `version=2.5.1`, or `tag=new`. */
export const awaitedRule = text('Wait', {
  max: 110,
  pattern: { matches: AWAITED, must: 'must be version=… or tag=…, for example version=2.5.1' },
});

/** Returns it as a term that the worker has. */
export function awaitedTerm(awaited: string): string {
  const [, name, value] = AWAITED.exec(awaited)!;
  return name === 'tag' ? tagTerm(value!) : versionTerm(value!);
}
