import { Client as PgClient } from 'pg';
import { ANYONE } from '../../src/identity/access/caller.js';
import { DomainError } from '../../src/platform/errors/domain-error.js';
import { Instance } from '../../src/platform/instance/instance.js';
import { WorkerSessionStore } from '../../src/sessions/store/worker-session.store.js';
import { WorkerSessions } from '../../src/sessions/worker-sessions.service.js';
import { registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { SessionClient, type Refused } from '../support/session-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until, untilBlocked } from '../support/waiting.js';

interface State {
  id: string;
  suspect: boolean;
  connected: boolean;
}

describe('While another transaction holds the row of a worker', () => {
  let server: TestServer;
  let sessions: WorkerSessions;
  let holder: PgClient;
  const clients: SessionClient[] = [];
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    sessions = server.app.get(WorkerSessions);
    holder = new PgClient({ connectionString: server.database.url });
    await holder.connect();
  });
  afterEach(async () => {
    await holder.query('ROLLBACK');
    for (const client of clients.splice(0)) await client.crash();
  });
  afterAll(async () => {
    await holder.end();
    await server.close();
  });

  const state = async (workerId: string) => (await server.api.get<State>(`/${workerId}`)).body;
  const register = async (...workerIds: string[]) => {
    for (const workerId of workerIds) await server.api.post('/register', registration({ workerId }));
  };
  const open = async (workerId: string) => {
    const client = await SessionClient.open(server.url, workerId);
    clients.push(client);
    return client;
  };
  const lock = async (workerId: string) => {
    const { id } = await state(workerId);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM worker_registration.worker_state WHERE id = $1 FOR UPDATE', [id]);
    return id;
  };

  it('the crashes of a host make its other workers suspect at once, and that one later', async () => {
    const host = ['held-1', 'fine-1', 'fine-2', 'fine-3'];
    await register(...host);
    for (const workerId of host) await open(workerId);
    await lock('held-1');
    const lost = await Promise.all(host.map(async (workerId) => (await state(workerId)).id));
    // In one turn of the event loop, so that one statement ends them all.
    for (const id of lost) sessions.findSession(id)!.terminateConnection();
    await until(async () => (await Promise.all(host.slice(1).map(state))).every(({ suspect }) => suspect));
    expect(await state('held-1')).toMatchObject({ suspect: false, connected: true });
    await holder.query('COMMIT');
    await until(async () => (await state('held-1')).suspect);
    expect(await state('held-1')).toMatchObject({ connected: false });
  });

  it('other workers open sessions; its own older session is kept, and another is refused', async () => {
    const names = ['held-2', 'other-1', 'other-2', 'other-3', 'other-4', 'other-5'];
    await register(...names);
    const older = await open('held-2');
    await lock('held-2');
    const openings = names.map((name) =>
      sessions.openSession({ name, stated: {}, caller: ANYONE, shown: {} }).then(
        () => 'open',
        (error: DomainError) => error.code,
      ),
    );
    const refused = SessionClient.ask(server.url, 'held-2') as Promise<Refused>;
    expect(await Promise.all(openings.slice(1))).toEqual(names.slice(1).map(() => 'open'));
    expect(await refused).toMatchObject({ status: 503, body: { code: 'database_busy' } });
    expect(await openings[0]).toBe('database_busy');
    await holder.query('COMMIT');
    expect(await older.beat()).toMatchObject({ type: 'ack' });
    expect(older.closed).toBeUndefined();
    await open('held-2');
    expect(await older.hears('superseded')).toMatchObject({ by: 'session' });
  });

  it('its opening waits for the row for a short time', async () => {
    await register('held-3');
    await lock('held-3');
    const opening = SessionClient.ask(server.url, 'held-3');
    await untilBlocked(server.database);
    await holder.query('COMMIT');
    const client = await opening;
    expect(client).toBeInstanceOf(SessionClient);
    clients.push(client as SessionClient);
  });

  it('an opening that seems to have failed, and is committed later, leaves no session behind', async () => {
    await register('late');
    const older = await open('late');
    const id = await lock('late');
    jest
      .spyOn(server.app.get(WorkerSessionStore), 'openSessions')
      .mockImplementationOnce(async ([wanted]) => {
        await holder.query(
          'UPDATE worker_registration.worker_state SET session_instance = $2, session_number = $3 WHERE id = $1',
          [id, server.app.get(Instance).number, wanted!.number],
        );
        throw new DomainError('database_unavailable');
      });
    const ended = jest.spyOn(server.app.get(WorkerSessionStore), 'endSessions');
    expect(await SessionClient.ask(server.url, 'late')).toMatchObject({ status: 503 });
    expect(await older.ends()).toMatchObject({ code: 4409 });
    await until(() => ended.mock.calls.flat(2).length >= 2);
    await holder.query('COMMIT');
    await until(async () => !(await state('late')).connected);
  });
});
