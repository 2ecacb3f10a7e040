import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { Registered } from '../support/token-bearer.js';

const REFUSED = { status: 403, body: { code: 'self_assignment_off' } };

describe('A worker', () => {
  let desk: AccessDesk;
  const open = async (settings: object) => {
    desk = await AccessDesk.open({ ...settings });
    const admin = await desk.as('admin');
    const register = async (workerId: string) => {
      const { body } = await admin.post<Registered>('/register', registration({ workerId }));
      return desk.showing(body.credentials.accessToken);
    };
    return { admin, own: await register('own'), other: await register('other') };
  };
  afterEach(() => desk.close());

  it.each([
    ['open', undefined, true],
    ['open', false, false],
    ['token', undefined, false],
    ['token', true, true],
  ])('in auth.mode %s with jobs.self-assignment %p assigns jobs to itself: %p', async (mode, given, may) => {
    const { own } = await open({
      'auth.mode': mode,
      ...(given !== undefined && { 'jobs.self-assignment': given }),
    });
    expect(await own.post('/own/jobs', { jobId: 'job-1' })).toMatchObject(may ? { status: 201 } : REFUSED);
  });

  it('ends its own jobs, regardless of who assigned them', async () => {
    const { admin, own } = await open({});
    await admin.post('/own/jobs', { jobId: 'job-1' });
    expect((await own.delete('/own/jobs/job-1')).status).toBe(204);
  });

  it('does not learn which worker has a job; a scheduler does', async () => {
    const { admin, own } = await open({ 'jobs.self-assignment': true });
    await admin.post('/other/jobs', { jobId: 'secret' });
    const refused = await own.post('/own/jobs', { jobId: 'secret' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'job_elsewhere' } });
    expect(JSON.stringify(refused.body)).not.toContain('other"');
    expect(refused.body['message']).toBe('The job is assigned to another worker');
    const scheduler = await desk.as('scheduler');
    expect((await scheduler.post('/own/jobs', { jobId: 'secret' })).body).toMatchObject({
      message: 'The job is assigned to worker other',
    });
  });
});
