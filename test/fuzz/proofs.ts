import { SESSION_HEADER } from '../../src/identity/access/session-cookie.js';
import { fc } from '../support/chances.js';

/** Headers with the credentials of a request. */
export type Proof = readonly (readonly [name: string, value: string])[];

/** Existing credentials and ids that requests may use. */
export interface Knowledge {
  /** Keys and tokens; the first one has all rights. */
  readonly proofs: readonly Proof[];
  /** Cookies of browser sessions. */
  readonly cookies: readonly string[];
  /** Ids in paths, beside those of workers. */
  readonly ids: readonly string[];
  /** Valid bodies that no schema can describe, by the name of the operation. */
  readonly bodies: Readonly<Record<string, readonly unknown[]>>;
}

export const NOTHING: Knowledge = { proofs: [], cookies: [], ids: [], bodies: {} };

const none = fc.constant<Proof>([]);

/** Credentials of a request: mostly valid ones; sessions mostly with the header that changes need. */
export function proofIn({ proofs, cookies }: Knowledge): fc.Arbitrary<Proof> {
  if (proofs.length === 0) return none;
  const shown = fc.constantFrom(...proofs);
  const cookie = cookieIn(cookies);
  const asked: Proof = [[SESSION_HEADER, 'fuzz']];
  return fc.oneof(
    { arbitrary: fc.constant(proofs[0]!), weight: 4 },
    { arbitrary: shown, weight: 6 },
    { arbitrary: cookie.map((proof) => [...proof, ...asked]), weight: 4 },
    cookie,
    fc.tuple(shown, cookie).map(([one, other]) => [...one, ...other, ...asked]),
    none,
  );
}

/** One cookie, or a header in which it is one of several, corrupted, or repeated. */
function cookieIn(cookies: readonly string[]): fc.Arbitrary<Proof> {
  const one = fc.constantFrom(...cookies);
  const odd = fc
    .tuple(one, one, fc.nat(200))
    .chain(([first, second, at]) =>
      fc.constantFrom(
        `a=b; ${first}; c`,
        `${first}; ${second}`,
        `${first.slice(0, at)}x${first.slice(at + 1)}`,
        first.slice(0, -1),
        `__Host-${first}`,
        `${first.split('=')[0]}=; ${second}`,
        `${first.split('=')[0]}="${second.split('=')[1]}"`,
        `${first.split('=')[0]}=%zz`,
        ';;=;',
      ),
    );
  return fc.oneof({ arbitrary: one, weight: 5 }, odd).map((value): Proof => [['cookie', value]]);
}
