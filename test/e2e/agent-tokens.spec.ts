import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDesk } from '../support/access-desk.js';
import { Agents } from '../support/agents.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { claimsOf } from '../support/token-bearer.js';
import { until } from '../support/waiting.js';

const agents = new Agents();
afterEach(() => agents.stopAll());

describe('An agent whose token expires', () => {
  let desk: AccessDesk;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-'));
    desk = await AccessDesk.open({
      ...SWEEPS_BY_HAND,
      'jobs.self-assignment': true,
      'auth.token-lifetime-minutes': 0.03,
    });
  });
  afterAll(async () => {
    await desk.close();
    await rm(folder, { recursive: true });
  });
  const keptIn = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { accessToken: string };

  it('registers once for ten calls that fail together, with its own token, and keeps id and jobs', async () => {
    const { joinToken } = await desk.joinToken({ uses: 1 });
    const stateFile = join(folder, 'shown.json');
    const { agent, count } = await agents.start({
      server: desk.server.url,
      workerId: 'shown',
      maxConcurrentJobs: 20,
      joinToken,
      stateFile,
      // The service's interval: more frequent heartbeats would renew the token.
      heartbeat: {},
    });
    const before = agent.id;
    await until(() => Date.now() > claimsOf(keptIn(stateFile).accessToken).exp * 1000);
    const jobIds = Array.from({ length: 10 }, (_, index) => `job-${index}`);
    await Promise.all(jobIds.map((jobId) => agent.takeJob(jobId)));

    const api = await desk.as('viewer');
    const { body } = await api.get<{ events: { type: string; detail: object }[] }>('/shown/events?limit=100');
    expect(body.events.filter(({ type }) => type.includes('registered'))).toMatchObject([
      { type: 're-registered', detail: { outcome: 'refreshed' } },
      { type: 'registered' },
    ]);
    expect(count('registered')).toBe(2);
    expect(agent.id).toBe(before);
    expect((await api.get<{ jobs: object[] }>('/shown/jobs')).body.jobs).toHaveLength(10);
  });

  it('registers again with its own token, which no other process has', async () => {
    const { joinToken } = await desk.joinToken({ uses: 1 });
    const options = {
      server: desk.server.url,
      workerId: 'back',
      joinToken,
      stateFile: join(folder, 'back.json'),
    };
    const first = await agents.start(options);
    await first.agent.stop();
    const second = await agents.start(options);
    expect(await second.heard('registered')).toMatchObject({ id: first.agent.id, outcome: 'restarted' });
    const stranger = await agents.make({ ...options, stateFile: join(folder, 'lost.json') });
    await expect(stranger.agent.start()).rejects.toMatchObject({ code: 'own_token_required' });
  });

  it('is accepted with the bootId of a process whose registration was not answered, and takes over from it', async () => {
    const { joinToken } = await desk.joinToken();
    const stateFile = join(folder, 'unanswered.json');
    const state = { version: 1, workerId: 'unanswered', bootId: 'boot-1', answered: false };
    await writeFile(stateFile, JSON.stringify(state));
    const body = { workerId: 'unanswered', name: 'Unanswered', maxConcurrentJobs: 1, bootId: 'boot-1' };
    const { body: before } = await desk
      .showing(joinToken)
      .post<{ credentials: { accessToken: string } }>('/register', body);
    const { agent, heard } = await agents.start({
      server: desk.server.url,
      workerId: 'unanswered',
      joinToken,
      stateFile,
    });
    expect(await heard('registered')).toMatchObject({ outcome: 'restarted' });
    expect(keptIn(stateFile)).toMatchObject({ id: agent.id, answered: true });
    expect(keptIn(stateFile)).not.toMatchObject({ bootId: 'boot-1' });
    const stale = desk.showing(before.credentials.accessToken);
    expect(await stale.post('/unanswered/heartbeat')).toMatchObject({ status: 409 });
  });

  it('discards a token that the service does not know, if a join token helps', async () => {
    const { joinToken } = await desk.joinToken();
    const stateFile = join(folder, 'restored.json');
    const state = {
      version: 1,
      workerId: 'restored',
      bootId: 'boot-1',
      answered: true,
      accessToken: 'of.another.one',
    };
    await writeFile(stateFile, JSON.stringify(state));
    const { agent, heard } = await agents.start({
      server: desk.server.url,
      workerId: 'restored',
      joinToken,
      stateFile,
    });
    expect(await heard('registered')).toMatchObject({ outcome: 'created' });
    expect(keptIn(stateFile)).toMatchObject({ id: agent.id, answered: true });
  });

  it('is refused at its start with an invalid join token', async () => {
    const { agent } = await agents.make({
      server: desk.server.url,
      workerId: 'stranger',
      joinToken: 'wrj_none',
    });
    await expect(agent.start()).rejects.toMatchObject({ status: 401, code: 'invalid_token' });
  });
});
