import { CapacityService } from '../../src/foresight/capacity.service.js';
import { registration } from '../factories/registration.factory.js';
import type { TestServer } from './test-server.js';

/** Workers with ten slots each, and their jobs. */
export class CapacityDesk {
  constructor(private readonly server: TestServer) {}

  /** Names are cached with their ids, so that tests that create operations use names of their own. */
  async clear(): Promise<void> {
    await this.server.database.query(
      'TRUNCATE worker_registration.worker, worker_registration.capacity_step CASCADE',
    );
    this.server.app.get(CapacityService).expireFigures();
  }

  register(workerId: string, fields: object = {}) {
    return this.server.api.post('/register', registration({ workerId, maxConcurrentJobs: 10, ...fields }));
  }

  async assign(workerId: string, jobs: number): Promise<void> {
    for (let job = 0; job < jobs; job += 1)
      await this.server.api.post(`/${workerId}/jobs`, { jobId: `${workerId}-${job}` });
  }
}
