import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { TokenBearers } from '../support/token-bearer.js';
import { until } from '../support/waiting.js';

const made = (kind: string) => `${kind}_${'0'.repeat(16)}_${'0'.repeat(64)}`;

describe('The last refused heartbeat of a worker', () => {
  let desk: AccessDesk;
  let bearers: TokenBearers;
  let viewer: ApiClient;
  let joining: ApiClient;
  beforeAll(async () => {
    desk = await AccessDesk.open();
    bearers = new TokenBearers(desk.server);
    viewer = await desk.as('viewer');
    joining = await desk.joining();
  });
  afterAll(() => desk.close());

  const tokenOf = async (workerId: string): Promise<string> => {
    const { body } = await joining.post('/register', registration({ workerId }));
    return (body['credentials'] as { accessToken: string }).accessToken;
  };
  const lastRefusal = async (workerId: string) => {
    let found: unknown = null;
    await until(async () => (found = (await viewer.get(`/${workerId}/health`)).body['lastRefusal']) !== null);
    return found;
  };

  /** Callers that are refused before it is known that they are this worker. */
  const STRANGERS: Record<string, () => Promise<ApiClient> | ApiClient> = {
    'a caller without a credential': () => desk.server.api,
    'a caller with a wrong token': () => desk.showing('x.y.z'),
    'a caller with a made-up API key': () => desk.showing(made('wrk')),
    'a caller with a made-up join token': () => desk.showing(made('wrj')),
    'a join token': () => joining,
    'an API key without the role': () => viewer,
    'another worker': async () => desk.showing(await tokenOf('another')),
    'the expired token of another worker': async () =>
      desk.showing(await bearers.expired(await tokenOf('a-third'))),
    'a page of another site': () => desk.server.api.with({ origin: 'https://evil.example' }),
  };

  it.each(Object.keys(STRANGERS))('is not from %s', async (who) => {
    const workerId = who.replaceAll(' ', '-');
    const own = await tokenOf(workerId);
    const stranger = await STRANGERS[who]!();
    const refused = await Promise.all([1, 2, 3].map(() => stranger.post(`/${workerId}/heartbeat`, {})));
    expect(refused.filter(({ status }) => status < 400)).toEqual([]);
    await desk.showing(own).post(`/${workerId}/heartbeat`, [1]);
    expect(await lastRefusal(workerId)).toMatchObject({ count: 1, code: 'validation_failed' });
  });

  it('is from its own token that has expired', async () => {
    const old = await bearers.expired(await tokenOf('late'));
    await desk.showing(old).post('/late/heartbeat', {});
    expect(await lastRefusal('late')).toMatchObject({ count: 1, code: 'token_expired' });
  });

  it('is from its own token that was revoked', async () => {
    const own = desk.showing(await tokenOf('revoked'));
    const admin = await desk.as('admin');
    await admin.post('/revoked/revoke', {});
    await own.post('/revoked/heartbeat', {});
    expect(await lastRefusal('revoked')).toMatchObject({ count: 1, code: 'credentials_revoked' });
  });

  it('is from its own token, for the media type', async () => {
    const headers = { authorization: `Bearer ${await tokenOf('typed')}`, 'content-type': 'text/plain' };
    await fetch(`${desk.server.url}/api/v1/worker-registration/typed/heartbeat`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(await lastRefusal('typed')).toMatchObject({ count: 1, code: 'unsupported_media_type' });
  });
});
