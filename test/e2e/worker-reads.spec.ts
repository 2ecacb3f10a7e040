import { randomUUID } from 'node:crypto';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { Registered } from '../support/token-bearer.js';

type Events = { events: { type: string; id: string; actor: string; detail: object }[] };

describe("A worker's own record, as it reads it", () => {
  let desk: AccessDesk;
  beforeAll(async () => {
    desk = await AccessDesk.open();
  });
  afterAll(() => desk.close());

  const join = async (workerId: string) => {
    const joining = await desk.joinToken({ name: `bringing-in-${randomUUID()}` });
    const { body } = await desk
      .showing(joining.joinToken)
      .post<Registered>('/register', registration({ workerId }));
    return { id: body.worker.id, own: desk.showing(body.credentials.accessToken) };
  };

  it('has no event of an earlier owner of its workerId', async () => {
    const admin = await desk.as('admin');
    const before = await join('shared');
    await admin.delete('/shared');
    const after = await join('shared');
    for (const name of ['shared', after.id]) {
      const { body } = await after.own.get<Events>(`/${name}/events`);
      expect(body.events.map(({ id }) => id)).toEqual([after.id]);
    }
    const { body } = await admin.get<Events>('/shared/events');
    expect(body.events.map(({ id }) => id)).toEqual([after.id, before.id, before.id]);
  });

  it('names no account and no join token', async () => {
    const { key, name } = await desk.key({ roles: ['operator'] });
    const { own } = await join('private');
    await desk.showing(key).post('/private/maintenance', { reason: 'Kernel update' });
    const answers = [
      await own.get<Events>('/private/events'),
      await own.get('/private'),
      await own.post('/private/heartbeat', {}),
      await own.post('/register', registration({ workerId: 'private' })),
    ];
    for (const { status, body } of answers) {
      expect([status, JSON.stringify(body).includes(name)]).toEqual([200, false]);
      expect(JSON.stringify(body)).not.toContain('bringing-in');
    }
    expect(answers[0]!.body['events']).toMatchObject([
      { type: 'order-given', actor: 'key', subject: null, address: null, requestId: null },
      { type: 'registered', actor: 'worker' },
    ]);
    expect(answers[1]!.body).toMatchObject({ order: { by: 'key', reason: 'Kernel update' } });
    expect(await own.get(`/private/events?actor=key:${name}`)).toMatchObject({ status: 400 });
    const { body } = await (await desk.as('viewer')).get('/private');
    expect(body).toMatchObject({ order: { by: `key:${name}` } });
  });
});
