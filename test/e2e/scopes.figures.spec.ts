import { EventStream } from '../support/event-stream.js';
import { INSIDE, OUTSIDE, SCOPES, ScopeDesk } from '../support/scope-desk.js';

interface Summary {
  worstWorkers: { workerId: string }[];
  reasonGroups: { sentence: string; count: number }[];
}

describe('An API key that is limited gets the figures of its part:', () => {
  let desk: ScopeDesk;
  beforeAll(async () => {
    desk = await ScopeDesk.open();
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.clear());

  const fail = (workerId: string, reason: string) =>
    desk.access.query(
      `UPDATE worker_registration.worker_state SET health = 'FAILED', health_since = now(), last_error = '${reason}'
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = '${workerId}')`,
    );

  it.each(SCOPES)('a %s', async (_, scope) => {
    const api = await desk.limited(scope);
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    await desk.begin('in');
    await desk.lose(await desk.begin('in'));
    await desk.lose(await desk.begin('out'));
    await fail(inside, 'Fire inside');
    await fail(outside, 'Fire outside');
    expect((await api.get('/health/system')).body).toMatchObject({
      totalWorkers: 3,
      lostWorkers: 1,
      unhealthyWorkers: 1,
      usedCapacity: 2,
    });
    const summary = (await api.get<Summary>('/health/summary')).body;
    expect(summary).toMatchObject({
      overall: 'CRITICAL',
      health: { present: 2, failed: 1, unacknowledgedLosses: 1 },
      zones: [{ zone: 'a', present: 2 }],
      otherZones: null,
      heartbeatsPerSecond: null,
      instances: [],
    });
    expect(summary.worstWorkers.map(({ workerId }) => workerId)).toEqual([inside]);
    expect(summary.reasonGroups.map(({ sentence }) => sentence).toSorted()).toEqual(['Fire inside', 'Lost']);
  });

  it('the guard of its zone, unless it is limited further', async () => {
    await desk.register('in-guard', { ...INSIDE, zone: 'g' });
    await desk.access.query(
      `INSERT INTO worker_registration.guard (scope, zone, state, since, episode_since, silent, silent_now, total)
       VALUES ('zone', 'g', 'HOLDING', now(), now(), 5, 5, 8), ('zone', 'h', 'HOLDING', now(), now(), 5, 5, 8),
         ('fleet', '', 'HOLDING', now(), now(), 5, 5, 8)`,
    );
    const [zone, further] = [
      await desk.limited({ zone: 'g' }),
      await desk.limited({ zone: 'g', tag: INSIDE.tags[0] }),
    ];
    expect((await zone.get('/health/summary')).body).toMatchObject({
      overall: 'CRITICAL',
      guards: [{ zone: 'g', silent: 5 }],
    });
    expect((await further.get('/health/summary')).body).toMatchObject({ overall: 'HEALTHY', guards: [] });
    await desk.access.query('DELETE FROM worker_registration.guard');
  });

  it('no history, with the routes to use', async () => {
    const api = await desk.limited({ zone: 'a' });
    expect((await api.get('/health/history')).body).toMatchObject({
      status: 403,
      message: expect.stringMatching(/limited to zone a\. Only .*GET \/health\/system/) as string,
    });
  });

  it.each(SCOPES)('the events of a %s live, and those that it missed', async (_, scope) => {
    const { key } = await desk.access.key({ roles: ['viewer'], ...scope });
    const authorization = `Bearer ${key}`;
    const { url } = desk.access.server;
    const stream = await EventStream.open(url, {}, { authorization });
    const first = stream.lastEventId;
    await desk.register('out-streamed', OUTSIDE);
    await desk.register('in-streamed', INSIDE);
    await stream.hears(1);
    const resumed = await EventStream.open(url, {}, { authorization, 'last-event-id': first });
    await resumed.hears(1);
    const whole = (await desk.access.key({ roles: ['viewer'] })).key;
    const all = await EventStream.open(url, {}, { authorization: `Bearer ${whole}`, 'last-event-id': first });
    await all.hears(2);
    expect([stream.workerIds, resumed.workerIds]).toEqual([['in-streamed'], ['in-streamed']]);
    for (const each of [stream, resumed, all]) each.close();
  });
});
