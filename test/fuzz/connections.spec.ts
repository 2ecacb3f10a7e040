import { fc, SEED } from '../support/chances.js';
import { faultOf } from './judge.js';
import { RUNS } from './options.js';
import { SMUGGLED, shapes, templates } from './shapes.js';
import { Target } from './target.js';
import { exchange } from './wire.js';

jest.setTimeout(3_600_000);

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.end());

describe('On a connection', () => {
  it.each(shapes.map((shape) => [shape.name, shape] as const))(
    '%s gets the right answers',
    async (_name, shape) => {
      const answers = await exchange(target.url, shape.pieces.map(bytes), true);
      expect(answers.map((answer) => faultOf(answer, undefined))).toEqual(answers.map(() => undefined));
      expect(answers.map(({ status }) => status)).toEqual(shape.statuses);
    },
  );

  it(`requests with changed bytes (seed ${SEED}) are answered or refused, and never fail`, async () => {
    const property = fc.asyncProperty(changed, async (sent) => {
      const answers = await exchange(target.url, [sent], true);
      expect(answers.map((answer) => faultOf(answer, undefined))).toEqual(answers.map(() => undefined));
    });
    await fc.assert(property, { numRuns: RUNS * 20 });
  });

  it('no hidden request is executed, and no unexpected error is logged', async () => {
    expect((await target.api.get(`/${SMUGGLED}`)).status).toBe(404);
    expect(target.complaints()).toEqual([]);
    expect(await target.answers()).toBe(true);
  });
});

const bytes = (piece: string | Buffer): Buffer =>
  typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;

/** A valid request in which some bytes are changed, removed, or repeated. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  dropped: fc.integer({ min: 0, max: 5 }),
  added: fc.oneof(
    fc.constantFrom('\r\n', '\n', '\r', '\0', ' ', ':', '0', ',', ';'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  ),
});
const changed = fc
  .tuple(fc.constantFrom(...templates), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([template, changes]) =>
    changes.reduce((sent, { at, dropped, added }) => {
      const place = Math.floor(at * sent.length);
      return Buffer.concat([sent.subarray(0, place), Buffer.from(added), sent.subarray(place + dropped)]);
    }, template),
  );
