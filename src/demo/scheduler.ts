import { pathOf, type Client } from '../cli/client.js';
import { Failure } from '../cli/failure.js';
import type { ClaimAnswerDto } from '../jobs/dto/jobs.dto.js';
import type { DemoWorker } from './demo-worker.js';
import type { Dice } from './dice.js';
import type { Pace } from './pace.js';

/** Shortest duration of a job, in seconds. */
const SHORTEST = 6;
const LONGEST = 20;

/**
 * A scheduler as a user of the service writes it: the service chooses the worker of a job, and releases the jobs of
 * workers that are gone.
 */
export class Scheduler {
  private readonly waiting: string[] = [];
  private made = 0;

  constructor(
    private readonly client: Client,
    private readonly workers: ReadonlyMap<string, DemoWorker>,
    private readonly dice: Dice,
    private readonly pace: Pace,
  ) {}

  /** Places this many jobs per second, until the demo is halted. @throws the reason of the halt */
  async placeJobs(aSecond: number): Promise<never> {
    for (;;) {
      await this.pace.wait(this.dice.between(0.5, 1.5) / aSecond);
      void this.place(this.waiting.shift() ?? this.next());
    }
  }

  /** Runs a released job elsewhere. */
  placeAgain(jobId: string): void {
    this.waiting.push(jobId);
  }

  private next(): string {
    this.made += 1;
    return `job-${this.made}`;
  }

  private async place(jobId: string): Promise<void> {
    try {
      const { worker } = await this.client.post<ClaimAnswerDto>('/jobs/claim', { jobId });
      const ms = this.pace.ms(this.dice.between(SHORTEST, LONGEST));
      if (await this.workers.get(worker.workerId)?.takeJob(jobId, ms)) return;
      // The worker crashed or is blocked, and the service has not noticed yet: the job goes to another one.
      await this.client.delete(pathOf(worker.workerId, 'jobs', jobId));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
    this.waiting.push(jobId);
  }
}
