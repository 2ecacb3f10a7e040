import { once } from 'node:events';
import { WorkerSessions } from '../../src/sessions/worker-sessions.service.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { ApiClient } from '../support/api-client.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { PROXIES, Proxy } from '../support/proxies.js';
import { SessionClient } from '../support/session-client.js';
import { until } from '../support/waiting.js';

// The first run may have to download it.
const DOWNLOAD_MS = 300_000;

describe.each(PROXIES)('A session through %s', (kind) => {
  let desk: AccessDesk;
  let proxy: Proxy | undefined;
  beforeAll(async () => {
    desk = await AccessDesk.open(SWEEPS_BY_HAND);
    proxy = await Proxy.start(kind, desk.server.url);
  }, DOWNLOAD_MS);
  afterAll(async () => {
    await proxy?.stop();
    await desk.close();
  });

  /** Registers and opens through the proxy. */
  const open = async ({ url }: Proxy, workerId: string) => {
    const { joinToken } = await desk.joinToken();
    const api = new ApiClient(`${url}/${DEFAULT_PREFIX}`).with({ authorization: `Bearer ${joinToken}` });
    const { body } = await api.post<{ worker: { id: string }; credentials: { accessToken: string } }>(
      '/register',
      registration({ workerId }),
    );
    const client = await SessionClient.open(url, workerId, { token: body.credentials.accessToken });
    return { client, session: desk.server.app.get(WorkerSessions).findSession(body.worker.id)! };
  };

  it('acknowledges heartbeats, and receives an order', async () => {
    if (proxy === undefined) return;
    const { client } = await open(proxy, 'ordered');
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await (await desk.as('operator')).post('/ordered/drain', {});
    expect(await client.hears('command')).toEqual({ type: 'command', commands: ['drain'] });
    await client.bye();
    expect(client.closed).toEqual({ code: 1000, reason: '' });
  });

  it('is kept by a ping while it is idle', async () => {
    if (proxy === undefined) return;
    const { client, session } = await open(proxy, 'idle');
    const pinged = once(client.socket, 'ping');
    session.checkSilence(performance.now() + 7000);
    await pinged;
    await until(() => !session['silence']['isPinged']);
    session.checkSilence(performance.now() + 14_000);
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await client.bye();
  });

  it('that closes without a farewell makes its worker suspect', async () => {
    if (proxy === undefined) return;
    const { client } = await open(proxy, 'crashing');
    await client.beat();
    await client.crash();
    const viewer = await desk.as('viewer');
    await until(async () => (await viewer.get<{ suspect: boolean }>('/crashing')).body.suspect);
    const { body } = await viewer.get<{ description: string }>('/crashing/health');
    expect(body.description).toBe('All checks pass; suspect: its session ended without a farewell');
  });
});
