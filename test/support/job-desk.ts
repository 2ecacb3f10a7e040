import { registration } from '../factories/registration.factory.js';
import { FleetWatch } from './health.js';
import type { TestServer } from './test-server.js';

/** Actions of a scheduler: workers with two slots, and their jobs. */
export class JobDesk {
  constructor(private readonly server: TestServer) {}

  register(workerId: string, given: object = {}) {
    return this.server.api.post<{ outcome: string; releasedJobs: string[]; warnings: string[] }>(
      '/register',
      registration({ workerId, bootId: 'boot-1', maxConcurrentJobs: 2, ...given }),
    );
  }

  assign(workerId: string, jobId: string, priority?: number) {
    return this.server.api.post<{ message: string; code: string; fence: number }>(`/${workerId}/jobs`, {
      jobId,
      priority,
    });
  }

  claim(jobId: string, given: object = {}) {
    type Claimed = { jobId: string; message: string; fence: number; worker?: { workerId: string } };
    return this.server.api.post<Claimed>('/jobs/claim', { jobId, ...given });
  }

  end(workerId: string, jobId: string) {
    return this.server.api.delete(`/${workerId}/jobs/${jobId}`);
  }

  async jobs(workerId: string): Promise<string[]> {
    const { body } = await this.server.api.get<{ jobs: { jobId: string }[] }>(`/${workerId}/jobs`);
    return body.jobs.map(({ jobId }) => jobId);
  }

  /** Events of the jobs of a worker, oldest first. */
  async events(workerId: string): Promise<string[]> {
    return (await new FleetWatch(this.server).events(workerId))
      .filter(({ type }) => type.startsWith('job'))
      .map(({ type, detail }) => `${type} ${String(detail['jobId'])}`);
  }

  /** The job counter of each worker, and the number of its rows. */
  counters(): Promise<{ worker_id: string; counted: number; there: number }[]> {
    return this.server.database.query(
      `SELECT w.worker_id, s.assigned_job_count AS counted,
         (SELECT count(*)::integer FROM worker_registration.job j WHERE j.worker = s.id) AS there
       FROM worker_registration.worker_state s JOIN worker_registration.worker w USING (id) ORDER BY 1`,
    );
  }
}
