import { fc, LONG, SEED } from '../support/chances.js';
import { operations, type Operation } from './description.js';
import { faultOf } from './judge.js';
import { RUNS } from './options.js';
import { requestsFor, type Sent } from './requests.js';
import { Target } from './target.js';
import { bytesOf, exchange, tally } from './wire.js';

jest.setTimeout(3_600_000);

/** The limit of the promise of flat memory, as in docs/reliability.md. */
const MOST_GROWTH_MIB = 64;

/** In each mode; a few for `npm test`. */
const EACH = LONG ? RUNS : Math.ceil(RUNS / 2);

describe.each(['open', 'token'] as const)(
  `Requests at random (seed ${SEED}, auth.mode %s) get documented answers, and refused ones change nothing`,
  (mode) => {
    let target: Target;
    beforeAll(async () => {
      target = await Target.start(mode);
    });
    afterAll(() => target.end());

    it.each(operations.map((operation) => [operation.name, operation] as const))(
      '%s',
      async (_name, operation) => {
        if (LONG) await target.renew();
        const property = fc.asyncProperty(requestsFor(operation, target.knowledge), async (sent) => {
          expect(await breachBy(target, sent, operation)).toBeUndefined();
        });
        await fc.assert(property, { numRuns: EACH });
      },
    );

    // A memory leak grows with each round; the first one fills caches and pools.
    it('without growing memory, in the long form', async () => {
      const before = await target.memoryMib();
      for (const operation of LONG ? operations : []) {
        await target.renew();
        const requests = requestsFor(operation, target.knowledge);
        for (const sent of fc.sample(requests, { seed: SEED + 1, numRuns: EACH }))
          await breachBy(target, sent, operation);
      }
      const after = await target.memoryMib();
      if (LONG)
        process.stderr.write(
          `${tally.connections} requests; ${before} MiB after the first half, ${after} after all\n`,
        );
      expect(after - before).toBeLessThan(MOST_GROWTH_MIB);
    });

    it('without an unexpected error', async () => {
      expect(target.complaints()).toEqual([]);
      expect(await target.answers()).toBe(true);
    });
  },
);

/** Returns what was wrong with the answer to a request, or with the effects of the request. */
async function breachBy(target: Target, sent: Sent, operation: Operation): Promise<string | undefined> {
  const before = await target.state();
  const answers = await exchange(target.url, [bytesOf(sent, new URL(target.url).host)], false);
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) return `There were ${answers.length} answers`;
  const changed = answer.status >= 400 ? await target.changedSince(before) : [];
  return changed.length > 0
    ? `It changed ${changed.join(', ')} and was answered ${answer.status}`
    : faultOf(answer, operation);
}
