import { lostJob } from './agent-error.js';
import { RunningJobs } from './running-jobs.js';

describe('The jobs of a process', () => {
  const work = jest.fn(() => 'done');
  beforeEach(() => work.mockClear());

  it('do not begin once all were aborted, until the agent starts again', async () => {
    const jobs = new RunningJobs([], jest.fn());
    jobs.abortAll(lostJob('superseded', 'Taken over'));
    await expect(jobs.runJob('job-1', work)).rejects.toMatchObject({
      name: 'AgentError',
      code: 'superseded',
      message: 'The worker no longer runs jobs: Taken over',
    });
    expect([work.mock.calls.length, jobs.ids]).toEqual([0, []]);
    jobs.admitJobs();
    expect(await jobs.runJob('job-1', work)).toBe('done');
  });

  it('have ids that the service would accept: it would refuse a registration with others', async () => {
    await expect(new RunningJobs([], jest.fn()).runJob('a\0', work)).rejects.toThrow(TypeError);
    expect(() => new RunningJobs([''], jest.fn())).toThrow(TypeError);
    expect(work).not.toHaveBeenCalled();
  });
});
