import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { TokenBearers } from '../support/token-bearer.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');

describe('/metrics', () => {
  let server: TestServer;
  let bearers: TokenBearers;
  beforeAll(async () => {
    server = await startTestServer();
    bearers = new TokenBearers(server);
  });
  afterAll(() => server.close());

  const metrics = () => fetch(`${server.url}/metrics`);
  const refusals = async () => {
    const lines = (await (await metrics()).text()).matchAll(
      /^worker_registration_refused_credentials_total\{reason="(\w+)"\} (\d+)$/gm,
    );
    return Object.fromEntries([...lines].map(([, reason, count]) => [reason!, Number(count)]));
  };

  it('has metrics of the process, and those that docs/metrics.md names', async () => {
    const answer = await metrics();
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    const ours = typesIn(text, /^# TYPE (worker_registration_\w+) (\w+)$/gm);
    expect(typesIn(PAGE, /^- `(worker_registration_\w+)`, (\w+)/gm)).toEqual(ours);
  });

  it('counts each refused credential once, by its reason', async () => {
    const token = await bearers.tokenOf('mine');
    await bearers.register('theirs');
    const before = await refusals();
    expect(before).toMatchObject({ invalid_token: 0, token_expired: 0, not_your_worker: 0 });
    const forged = bearers.showing(token.replace(/[^.]*$/, 'A'.repeat(43)));

    await forged.post('/mine/heartbeat');
    expect(await refusals()).toEqual({ ...before, invalid_token: 1 });
    await bearers.showing(await bearers.expired(token)).post('/mine/heartbeat');
    expect(await refusals()).toEqual({ ...before, invalid_token: 1, token_expired: 1 });
    await bearers.showing(token).post('/theirs/heartbeat');
    expect(await refusals()).toEqual({ ...before, invalid_token: 1, token_expired: 1, not_your_worker: 1 });

    await forged.post('/register', registration({ workerId: 'mine' }));
    await bearers.register('theirs', {}, token);
    expect(await refusals()).toEqual({ ...before, invalid_token: 2, token_expired: 1, not_your_worker: 2 });
    await bearers.register('mine', {}, token);
    expect(await refusals()).toMatchObject({ invalid_token: 2, not_your_worker: 2 });
  });
});

const typesIn = (text: string, pattern: RegExp): Record<string, string> =>
  Object.fromEntries([...text.matchAll(pattern)].map(([, name, type]) => [name!, type!]));
