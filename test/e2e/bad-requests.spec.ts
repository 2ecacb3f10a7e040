import { registration } from '../factories/registration.factory.js';
import { problem, sendTo, type Sent } from '../support/untidied-request.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  const settings = {
    'jobscheduler.worker.max-registration-attempts': 1_000_000,
    'jobscheduler.worker.max-address-failures': 1_000_000,
  };
  server = await startTestServer({ settings });
  await server.api.post('/register', registration({ workerId: 'known' }));
});
afterAll(() => server.close());

const send = (method: string, path: string): Promise<Sent> => sendTo(server.url, method, path);

describe('A path that leads nowhere', () => {
  it.each([
    ['GET', '/a/b/c', 'route_not_found'],
    ['POST', '/known/explode', 'route_not_found'],
    ['GET', '/nobody', 'worker_not_registered'],
    ['GET', '/%00', 'worker_not_registered'],
    ['GET', '/a%00b/health', 'worker_not_registered'],
    ['POST', '/%00/heartbeat', 'worker_not_registered'],
    ['POST', '/%00/deregister', 'worker_not_registered'],
    ['DELETE', '/%00', 'worker_not_registered'],
    ['GET', `/${'x'.repeat(300)}`, 'worker_not_registered'],
    ['GET', '/%F0%9F%98%80', 'worker_not_registered'],
    ['GET', "/'%20OR%201=1--", 'worker_not_registered'],
    ['GET', '/..%2f..%2fetc%2fpasswd', 'worker_not_registered'],
    ['GET', '/__proto__', 'worker_not_registered'],
  ])('%s %s is 404', async (method, path, code) => {
    expect(await send(method, path)).toEqual(problem(404, code));
  });

  it.each([
    ['/%zz', 'The path must be UTF-8 with percent-encoding, such as /a%20b'],
    ['/%c0%80', 'The path must be UTF-8 with percent-encoding, such as /a%20b'],
    [`/${'x'.repeat(600)}`, 'A name in the path must be at most 512 characters'],
  ])('that has no meaning is refused: %s', async (path, message) => {
    expect(await send('GET', path)).toMatchObject(problem(400, 'bad_request'));
    expect((await server.api.get(path)).body).toMatchObject({ message });
  });
});

describe('An invalid query', () => {
  const STATUSES = 'ACTIVE, IDLE, BUSY, MAINTENANCE, ERROR, DRAINING, INACTIVE';
  it.each([
    ['cursor=x', 'cursor must be the nextCursor of the previous page, not "x"'],
    ['cursor=AAAAAAAAAAAAAAAAAAAAAA&limit=0', 'limit must be a whole number between 1 and 1000, not "0"'],
    [`cursor=${'A'.repeat(1001)}`, 'cursor must be at most 1000 characters, not 1001'],
    ['limit=0', 'limit must be a whole number between 1 and 1000, not "0"'],
    ['limit=1001', 'limit must be a whole number between 1 and 1000, not "1001"'],
    ['limit=x', 'limit must be a whole number between 1 and 1000, not "x"'],
    ['limit=1&limit=2', 'limit must be a whole number between 1 and 1000, not a list'],
    ['status=BUSSY', `status must be one of ${STATUSES}, not "BUSSY"`],
    ['health=fine', 'health must be one of HEALTHY, UNHEALTHY, FAILED, not "fine"'],
    [
      'minAvailableCapacity=-1',
      'minAvailableCapacity must be a whole number between 0 and 1000000, not "-1"',
    ],
    ['status=', `status must not be empty: name at least one of ${STATUSES}`],
    ['presence=,', 'presence must not be empty: name at least one of EXPECTED, PRESENT, LEFT, LOST'],
    ['health=&health=', 'health must not be empty: name at least one of HEALTHY, UNHEALTHY, FAILED'],
    ['tag=', 'tag must not be empty'],
    ['stauts=BUSY', 'Unknown filter "stauts"; did you mean status?'],
    ['__proto__=1', 'Unknown filter "__proto__"'],
    ['text=%00', 'text must not contain NUL characters or broken Unicode'],
    [`tag=${'a,'.repeat(21)}`, 'tag must be at most 20 values, not 21'],
  ])('%s is refused', async (query, message) => {
    const answer = await send('GET', `/?${query}`);
    expect(answer).toEqual(problem(400, 'validation_failed', message));
  });

  it.each(['zone=%ED%A0%80', 'zone=%zz', "text=%25'_%5C", 'capability==', 'version=%7B'])(
    '%s is unusual, and matches no worker',
    async (query) => {
      expect(await send('GET', `/?${query}`)).toMatchObject({ status: 200, body: { nextCursor: null } });
    },
  );
});
