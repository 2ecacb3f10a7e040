import { dirname, join } from 'node:path';
import { AGENT, Agents } from '../support/agents.js';
import { Programs } from '../support/programs.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('An agent whose server accepts requests and does not answer', () => {
  const programs = new Programs();
  const agents = new Agents();
  const relays: Relay[] = [];
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer()));
  afterEach(async () => {
    for (const relay of relays) relay.change();
    await Promise.all([agents.stopAll(), programs.endAll()]);
    await Promise.all(relays.splice(0).map((relay) => relay.shut()));
  });
  afterAll(() => server.close());

  it('aborts each request after its limit, even during garbage collection', async () => {
    const program = programs.start([
      '--expose-gc',
      join(import.meta.dirname, '../support/unanswered.mjs'),
      dirname(AGENT),
    ]);
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.output).toBe('6 of 6 ended\n');
  });

  it('switches to the other server, and back when that one stops answering', async () => {
    const [one, other] = await Promise.all([Relay.to(server.url), Relay.to(server.url)]);
    relays.push(one, other);
    const all = await Promise.all(
      ['worker-1', 'worker-2', 'worker-3'].map((workerId) =>
        agents.start({
          server: [one.url, other.url],
          workerId,
          heartbeat: { intervalMs: 50, timeoutMs: 200, longestPauseMs: 20 },
        }),
      ),
    );
    // More than one where the first answer took longer than the limit.
    const { registrationCount } = (await server.api.get('/worker-1')).body;
    for (const [silent, open] of [
      [one, other],
      [other, one],
    ] as const) {
      open.change();
      silent.change({ lost: 'up' });
      const before = all.map(({ count }) => count('heartbeat'));
      await until(() => all.every(({ count }, at) => count('heartbeat') > before[at]! + 2));
    }
    expect((await server.api.get('/worker-1')).body).toMatchObject({ registrationCount });
  });
});
