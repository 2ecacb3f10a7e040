import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { TestIssuer } from '../support/oidc-issuer.js';

describe('A person with a token of the issuer', () => {
  let issuer: TestIssuer;
  let desk: AccessDesk;
  beforeAll(async () => {
    issuer = await TestIssuer.start();
    desk = await AccessDesk.open({
      'auth.oidc.issuer': issuer.url,
      'auth.oidc.audience': 'workers',
      'auth.oidc.roles-claim': 'groups',
      'auth.oidc.roles': { 'fleet-admins': 'operator' },
    });
    await (await desk.as('admin')).post('/register', registration({ workerId: 'theirs' }));
  });
  afterAll(async () => {
    await desk.close();
    await issuer.stop();
  });

  it('has the roles of the groups in the token, and the name in it', async () => {
    const claims = { preferred_username: 'alice', groups: ['fleet-admins'] };
    const alice = desk.showing(await issuer.sign(claims));
    expect((await alice.post('/theirs/drain', { reason: 'Upgrade' })).status).toBe(200);
    expect((await alice.get('/theirs')).body).toMatchObject({ order: { by: 'user:alice (u-1)' } });
    expect(await alice.get('/access/keys')).toMatchObject({ status: 403, body: { code: 'role_missing' } });
  });

  it('is identified in the journal by issuer and subject, not by the name', async () => {
    const alice = desk.showing(
      await issuer.sign({ preferred_username: 'key:\u001b[31mops\0', groups: ['fleet-admins'] }),
    );
    const { status, headers } = await alice.post('/theirs/maintenance', {});
    expect(status).toBe(200);
    const { body } = await (await desk.as('viewer')).get('/events?type=order-given&limit=1');
    expect(body['events']).toEqual([
      expect.objectContaining({
        actor: 'user:key:[31mops (u-1)',
        subject: `${issuer.url}#u-1`,
        address: '127.0.0.1',
        requestId: headers.get('x-request-id'),
      }),
    ]);
    const bySubject = await (
      await desk.as('viewer')
    ).get(`/events?actor=${encodeURIComponent(`${issuer.url}#u-1`)}`);
    expect((bySubject.body['events'] as unknown[]).length).toBeGreaterThan(0);
  });

  it('is refused without a role, after its expiry, and with the signature of another issuer', async () => {
    const tokens = [
      await issuer.sign({ groups: ['cooks'] }),
      await issuer.sign({ groups: ['fleet-admins'], exp: 1 }),
      (await issuer.sign({ groups: ['fleet-admins'] })).replace(/[^.]+$/, 'A'.repeat(86)),
    ];
    const codes = [];
    for (const each of tokens) codes.push((await desk.showing(each).get('/theirs')).body['code']);
    expect(codes).toEqual(['role_missing', 'token_expired', 'invalid_token']);
  });
});
