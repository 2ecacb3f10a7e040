import { fc, runs } from '../support/chances.js';
import { HeartbeatDto } from '../../src/workers/heartbeats/dto/heartbeat.dto.js';
import { shapeOf } from '../../src/platform/validation/field.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const FIELDS = [...shapeOf(HeartbeatDto).names];

const oddText = fc.constantFrom(
  '',
  ' ',
  'a\u0000b',
  '\ud800',
  'x'.repeat(2000),
  '-1',
  '3',
  'busy',
  'INACTIVE',
  'NaN',
);
const oddNumber = fc.constantFrom(-1, 0, -0, 1.5, 145.2, 2 ** 31, 2 ** 53, 1e300, Number.MIN_VALUE);
const value = fc.oneof(
  fc.jsonValue(),
  oddText,
  oddNumber,
  fc.array(fc.oneof(oddText, oddNumber, fc.jsonValue())),
);

/** Any JSON object, mostly of names that a heartbeat knows. */
const body = fc.dictionary(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...FIELDS) }, fc.string()),
  value,
);

describe('Any JSON object as a heartbeat', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.api.post('/register', registration({ workerId: 'unfenced' }));
    await server.api.post('/register', registration({ workerId: 'fenced', bootId: 'its own' }));
  });
  afterAll(() => server.close());

  const renewals = async (workerId: string): Promise<number> =>
    Number((await server.api.get(`/${workerId}`)).body['heartbeatCount']);

  it('renews the lease, or is refused only for its fence', async () => {
    const property = fc.asyncProperty(fc.constantFrom('unfenced', 'fenced'), body, async (workerId, told) => {
      const before = await renewals(workerId);
      const { status, body: answer } = await server.api.post(`/${workerId}/heartbeat`, told);
      const isTaken = status === 200;
      const isFenced = 'bootId' in told || 'incarnation' in told;
      expect(isTaken || (isFenced && answer['code'] === 'superseded')).toBe(true);
      expect((await renewals(workerId)) - before).toBe(isTaken ? 1 : 0);
      const { status: read, body: worker } = await server.api.get(`/${workerId}`);
      expect({ read, text: JSON.stringify(worker).isWellFormed() }).toEqual({ read: 200, text: true });
    });
    await fc.assert(property, runs(300));
  });

  it('does the same as an item of a batch', async () => {
    const property = fc.asyncProperty(fc.array(body, { maxLength: 20 }), async (all) => {
      const items = all.map((told) => ({ ...told, workerId: 'unfenced' }));
      const { status, body: answer } = await server.api.post('/heartbeat/batch', items);
      expect(status).toBe(200);
      const results = answer['results'] as { status: number; code?: string }[];
      const refused = results.filter((result) => result.status !== 200);
      expect(refused.filter(({ code }) => code !== 'superseded')).toEqual([]);
    });
    await fc.assert(property, runs(60));
  });
});
