import { dirname, join } from 'node:path';
import { AGENT, Agents } from '../support/agents.js';
import { Programs } from '../support/programs.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('An agent whose server accepts requests and does not answer', () => {
  const programs = new Programs();
  const agents = new Agents();
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer()));
  afterEach(() => Promise.all([agents.stopAll(), programs.endAll()]));
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
    const all = await Promise.all(
      ['worker-1', 'worker-2', 'worker-3'].map((workerId) =>
        agents.start({
          server: [one.url, other.url],
          workerId,
          heartbeat: { intervalMs: 50, timeoutMs: 200, longestPauseMs: 20 },
        }),
      ),
    );
    for (const [silent, open] of [
      [one, other],
      [other, one],
    ] as const) {
      open.change();
      silent.change({ lost: 'up' });
      const before = all.map(({ count }) => count('heartbeat'));
      await until(() => all.every(({ count }, at) => count('heartbeat') > before[at]! + 2));
    }
    expect((await server.api.get('/worker-1')).body).toMatchObject({ registrationCount: 1 });
    one.change();
    await agents.stopAll();
    await Promise.all([one.shut(), other.shut()]);
  });
});
