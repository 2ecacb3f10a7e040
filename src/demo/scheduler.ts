import { pathOf, type Client } from '../cli/client.js';
import { Failure } from '../cli/failure.js';
import type { ClaimAnswerDto } from '../jobs/dto/jobs.dto.js';
import type { DemoWorker } from './demo-worker.js';
import type { Dice } from './dice.js';
import type { Pace } from './pace.js';

/** How long a job takes, in seconds. */
const SHORTEST = 6;
const LONGEST = 20;

/** A scheduler as a user of the service writes it: the service says who gets a job, and gives back those of workers that are gone. */
export class Scheduler {
  private readonly waiting: string[] = [];
  private made = 0;

  constructor(
    private readonly client: Client,
    private readonly workers: ReadonlyMap<string, DemoWorker>,
    private readonly dice: Dice,
    private readonly pace: Pace,
  ) {}

  /** Places so many jobs a second, until the demo is halted. @throws the reason of the halt */
  async run(aSecond: number): Promise<never> {
    for (;;) {
      await this.pace.wait(this.dice.between(0.5, 1.5) / aSecond);
      void this.place(this.waiting.shift() ?? this.next());
    }
  }

  /** A job that was released runs somewhere else. */
  again(jobId: string): void {
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
      if (await this.workers.get(worker.workerId)?.take(jobId, ms)) return;
      // One that crashed or stands still, and is not missed yet: the job is for another.
      await this.client.delete(pathOf(worker.workerId, 'jobs', jobId));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
    this.waiting.push(jobId);
  }
}
