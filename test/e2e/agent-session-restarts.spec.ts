import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDesk } from '../support/access-desk.js';
import { Agents, type WatchedAgent } from '../support/agents.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { claimsOf } from '../support/token-bearer.js';
import { until } from '../support/waiting.js';

const agents = new Agents();
afterEach(() => agents.stopAll());

const beatsOver = ({ happened }: WatchedAgent, way: string) =>
  happened.filter(([name, detail]) => name === 'heartbeat' && (detail as { via: string }).via === way).length;
const inSession = (watched: WatchedAgent) => until(() => beatsOver(watched, 'session') > 0);

describe('An agent in a session keeps', () => {
  let desk: AccessDesk;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-'));
    desk = await AccessDesk.open({ ...SWEEPS_BY_HAND, 'auth.token-lifetime-minutes': 0.05 });
  });
  afterAll(async () => {
    await desk.close();
    await rm(folder, { recursive: true });
  });

  it('the next token, in its file as well, without another registration', async () => {
    const { joinToken } = await desk.joinToken({ uses: 1 });
    const stateFile = join(folder, 'kept.json');
    const options = { server: desk.server.url, workerId: 'kept', joinToken, stateFile };
    const watched = await agents.start(options);
    const kept = () => (JSON.parse(readFileSync(stateFile, 'utf8')) as { accessToken: string }).accessToken;
    await inSession(watched);
    const first = kept();
    await until(() => Date.now() > claimsOf(first).exp * 1000);
    await until(() => claimsOf(kept()).exp * 1000 > Date.now());
    const before = beatsOver(watched, 'session');
    await until(() => beatsOver(watched, 'session') > before + 1);
    expect([watched.count('registered'), watched.count('problem')]).toEqual([1, 0]);
  });
});

describe('Two instances that are restarted one after the other', () => {
  let database: TestDatabase;
  let servers: TestServer[];
  let relay: Relay;
  beforeEach(async () => {
    database = await createTestDatabase();
    servers = [await start(), await start()];
    relay = await Relay.to(servers[0]!.url);
  });
  afterEach(async () => {
    await agents.stopAll();
    await Promise.all([...servers.map((server) => server.close()), relay.shut()]);
    await database.drop();
  });

  const start = () => startTestServer({ settings: SWEEPS_BY_HAND, database });

  it('lose no session for longer than announced, and make no worker suspect', async () => {
    const watched = await agents.start({
      server: relay.through,
      workerId: 'rolled',
      heartbeat: { intervalMs: 200 },
    });
    await inSession(watched);
    const marks: unknown[] = [];
    for (const at of [0, 1]) {
      const other = servers[1 - at]!;
      relay.lead(other.url);
      await servers[at]!.close();
      servers[at] = await start();
      const before = beatsOver(watched, 'session');
      await until(async () => {
        marks.push((await other.api.get<{ suspect: boolean }>('/rolled')).body.suspect);
        return beatsOver(watched, 'session') > before;
      });
    }
    expect(new Set(marks)).toEqual(new Set([false]));
    expect(watched.happened.filter(([name]) => name === 'problem')).toEqual([]);
    expect([watched.count('registered'), watched.count('lease-lost')]).toEqual([1, 0]);
  });

  it('are both used by an agent that knows both', async () => {
    const [one, other] = servers as [TestServer, TestServer];
    const watched = await agents.start({ server: [one.url, other.url], workerId: 'knowing' });
    await inSession(watched);
    await one.close();
    servers = [other];
    const before = beatsOver(watched, 'session');
    await until(() => beatsOver(watched, 'session') > before + 2);
    expect((await other.api.get('/knowing')).body).toMatchObject({ suspect: false, registrationCount: 1 });
  });
});
