import { counted } from '../platform/text/counted.js';
import type { JobWish, RefusingRow } from './store/job.js';

const verb = (one: string, many: string) => (count: number) => (count === 1 ? one : many);

const REASONS = [
  ['full', verb('is full', 'are full')],
  ['unhealthy', verb('is not healthy', 'are not healthy')],
  ['ordered', verb('has an order', 'have an order')],
  ['silent', verb('has an expired lease', 'have an expired lease')],
  ['unwilling', verb('reports MAINTENANCE or ERROR', 'report MAINTENANCE or ERROR')],
  ['priority', verb('takes higher priorities only', 'take higher priorities only')],
] as const;

/** Explains why no worker can take a job: `34 of 100 in zone b have gpu; 34 are full`. */
export function refusingSentence({ terms, zone, prefix }: JobWish, row: RefusingRow): string {
  const { present, fitting } = row;
  const inZone = zone === null ? '' : zone === '' ? ' without a zone' : ` in zone ${zone}`;
  const where = prefix === null ? inZone : `${inZone} in the scope of this key`;
  if (present === 0) return `No worker is present${where}`;
  const reasons = REASONS.filter(([name]) => row[name] > 0)
    .toSorted(([a], [b]) => row[b] - row[a])
    .map(([name, phrase]) => `${row[name]} ${phrase(row[name])}`);
  if (terms === null) return `Of ${counted(present, 'worker')}${where}, ${among(reasons)}`;
  const names = namesOf(terms).join(', ');
  const all = where === '' ? counted(present, 'worker') : `${present}${where}`;
  if (fitting === 0) return `None of ${all} has ${names}`;
  return `${fitting} of ${all} ${fitting === 1 ? 'has' : 'have'} ${names}; ${among(reasons)}`;
}

/** A value implies its name. */
function namesOf(terms: readonly string[]): string[] {
  const names = terms.map((term) => term.slice(2));
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}=`)));
}

/** A slot may have become free between the claim and the count. */
const among = (reasons: readonly string[]): string =>
  reasons.length === 0 ? 'and one became free in the meantime' : reasons.join(', ');
