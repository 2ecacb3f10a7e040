import { OperationDesk } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('An operation on workers that change meanwhile', () => {
  let server: TestServer;
  let desk: OperationDesk;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    desk = new OperationDesk(server);
  });
  afterAll(() => server.close());

  const fleet = async (zone: string, count: number): Promise<string[]> => {
    const workerIds = Array.from({ length: count }, (_, index) => `${zone}-${index}`);
    await desk.fleet(workerIds.map((workerId) => ({ workerId, zone })));
    return workerIds;
  };
  const begin = async (kind: string, zone: string, more: object = {}): Promise<string> => {
    const id = await desk.begin({ kind, select: { zone }, ...more });
    await desk.carriedOn(id);
    return id;
  };
  const undo = async (id: string) => {
    const answer = await desk.control(id, 'undo');
    if (answer.status === 202) await desk.carriedOn(answer.body.operation.id);
    return answer;
  };
  const report = (workerIds: string[], status: string) =>
    server.api.post(
      '/heartbeat/batch',
      workerIds.map((workerId) => ({ workerId, status })),
    );

  it('orders unavailable workers only up to the limit that applies once they are back', async () => {
    const workers = await fleet('blip', 10);
    await report(workers.slice(7), 'ERROR');
    const id = await begin('drain', 'blip', { maxUnavailable: 2 });
    const first = await desk.ordered('blip');
    await report(workers.slice(3, 6), 'ERROR');
    const waiting = await desk.carriedOn(id);
    expect(first).toEqual(['blip-7', 'blip-8']);
    expect(await desk.ordered('blip')).toEqual(first);
    expect(waiting.waitingFor).toMatch(
      /^6 workers are unavailable, at most 2 may be: blip-3 \(.+\), blip-4 \(.+\), blip-5 \(.+\), 3 more$/,
    );
  });

  it('is undone for workers that have its order again after a later one was undone', async () => {
    await fleet('back', 2);
    const first = await begin('drain', 'back');
    const later = await begin('maintenance', 'back');
    await desk.carriedOn(first);
    await undo(later);
    await undo(first);
    expect(await desk.ordered('back')).toEqual([]);
  });

  it('is undone again for workers that the first undo left', async () => {
    await fleet('again', 2);
    const id = await begin('drain', 'again');
    const later = await begin('maintenance', 'again', { workerIds: ['again-0'], select: undefined });
    const first = await undo(id);
    await undo(later);
    const second = await undo(id);
    const third = await undo(id);
    expect([first.status, second.status, third.status]).toEqual([202, 202, 409]);
    expect(third.body.message).toContain(second.body.operation.id);
    expect(await desk.ordered('again')).toEqual([]);
  });

  it('is undone once by requests at the same time', async () => {
    await fleet('at-once', 2);
    const id = await begin('drain', 'at-once');
    const answers = await Promise.all(Array.from({ length: 8 }, () => desk.control(id, 'undo')));
    const begun = answers.filter(({ status }) => status === 202).map(({ body }) => body.operation.id);
    const refused = answers.filter(({ status }) => status !== 202).map(({ status }) => status);
    expect(new Set(begun).size).toBe(1);
    expect(refused).toEqual(refused.map(() => 409));
  });

  it('reports that its undo is paused', async () => {
    await fleet('paused', 1);
    const id = await begin('drain', 'paused');
    const first = await undo(id);
    // One that is done with all of its workers would end.
    const set = (state: string, total: number) =>
      server.database.query(`UPDATE worker_registration.operation SET state = $1, total = $2 WHERE id = $3`, [
        state,
        total,
        first.body.operation.id,
      ]);
    await set('paused', 2);
    const { body } = await desk.control(id, 'undo');
    await set('finished', 1);
    expect(body).toMatchObject({
      message: 'The operation on 2 workers is paused',
      operation: { id: first.body.operation.id },
    });
  });

  it('skips the rest once the time of its orders has passed', async () => {
    await fleet('over', 3);
    const id = await begin('drain', 'over', { maxUnavailable: 1, until: '2h' });
    await server.database.query(
      `UPDATE worker_registration.operation SET order_until = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    const { progress, left } = await desk.carriedOn(id);
    expect(progress).toMatchObject({ pending: 0, skipped: 2 });
    expect(left.at(-1)).toMatchObject({ step: 'skipped', why: 'the time of the orders has passed' });
  });

  it('has nothing under way once it is cancelled', async () => {
    await fleet('ended', 2);
    const id = await begin('drain', 'ended');
    const { body } = await desk.control(id, 'cancel');
    expect(body.operation.progress).toMatchObject({ underWay: 0, failed: 2 });
    expect((await desk.read(id)).left[0]).toMatchObject({
      step: 'failed',
      why: 'the operation was cancelled before it was done with it',
    });
  });
});
