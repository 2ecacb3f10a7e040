import { fc, runs } from '../support/chances.js';
import { RegisterWorkerDto } from '../../src/workers/registration/dto/register-worker.dto.js';
import { shapeOf } from '../../src/platform/validation/field.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const FIELDS = [...shapeOf(RegisterWorkerDto).names].filter((name) => name !== 'workerId');

const BAD = ['a\u0000b', '\ud800', 'x\udfff', '\u0000'];
const oddText = fc.constantFrom(
  ...BAD,
  '',
  ' ',
  'x'.repeat(300),
  '["a","\\u0000"]',
  '{"a":"\\ud800"}',
  '1e400',
  '80',
);
const value = fc.oneof(
  { weight: 2, arbitrary: oddText },
  fc.jsonValue(),
  fc.array(fc.oneof(oddText, fc.jsonValue()), { maxLength: 5 }),
  fc.dictionary(fc.oneof(oddText, fc.string()), fc.oneof(oddText, fc.jsonValue()), { maxKeys: 3 }),
);
const body = fc.dictionary(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...FIELDS) }, fc.string(), oddText),
  value,
  { maxKeys: 4 },
);

/** All texts and keys of a JSON value. */
function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(value, (key, each: unknown) => {
    texts.push(key, ...(typeof each === 'string' ? [each] : []));
    return each;
  });
  return texts;
}

describe('Any JSON object as a registration', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { 'jobscheduler.worker.max-registration-attempts': 1_000_000 },
    });
  });
  afterAll(() => server.close());

  it('is accepted or refused, and no stored value contains NUL or broken Unicode', async () => {
    const property = fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 20 }), async (all) => {
      const items = all.map((given, index) => registration({ ...given, workerId: `any-${index}` }));
      const answer = await server.api.post('/register/batch', items);
      expect(answer.status).toBe(200);
      const statuses = (answer.body['results'] as { status: number }[]).map(({ status }) => status);
      expect(statuses.filter((status) => ![200, 201, 400].includes(status))).toEqual([]);
      const texts = textsIn((await server.api.get('/?limit=1000')).body);
      expect(texts.filter((text) => text.includes('\0') || !text.isWellFormed())).toEqual([]);
    });
    await fc.assert(property, runs(100));
  });
});
