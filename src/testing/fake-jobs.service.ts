import { Injectable } from '@nestjs/common';
import { capabilityTerms, tagTerm, termsOf } from '../fleet/terms.js';
import { AssignJobDto, ClaimJobDto, EndJobQuery, ListJobsQuery } from '../jobs/dto/assign-job.dto.js';
import type { ClaimAnswerDto, JobAnswerDto, JobDto, JobPageDto } from '../jobs/dto/jobs.dto.js';
import type { JobAnswer, JobsService } from '../jobs/jobs.service.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { counted } from '../platform/text/counted.js';
import { DEFAULT_PAGE } from '../platform/validation/query-rules.js';
import { readQuery } from '../platform/validation/read-query.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { FakeFleet } from './fake-fleet.js';
import { requireCurrent } from './fake-fence.js';
import { jobCountOf, type FakeWorker } from './fake-worker.js';
import type { PublicPartOf } from './public-part.js';

/** {@link JobsService} in memory. */
@Injectable()
export class FakeJobsService implements PublicPartOf<JobsService> {
  constructor(private readonly fleet: FakeFleet) {}

  async assignJob(name: string, body: unknown): Promise<JobAnswer<JobAnswerDto>> {
    const { value, warnings } = requireCommand(AssignJobDto, body);
    const { jobId, priority = 0, ...stated } = value;
    const worker = this.fleet.requireWorker(name);
    requireCurrent(worker, stated);
    const { job, isNew } = this.assign(worker, jobId, priority);
    const message = isNew ? 'Job assigned' : 'Job was already assigned to this worker';
    return { answer: withWarnings({ success: true, message, fence: job.fence, job }, warnings), isNew };
  }

  async endJob(name: string, jobId: string, query: unknown = {}): Promise<void> {
    const worker = this.fleet.requireWorker(name);
    requireCurrent(worker, readQuery(EndJobQuery, query));
    const job = worker.jobs.get(jobId);
    if (job === undefined) throw new DomainError('job_not_assigned');
    worker.jobs.delete(jobId);
    const seconds = Math.round((Date.parse(this.fleet.now) - Date.parse(job.assignedAt)) / 1000);
    this.fleet.noteEvent('job-ended', worker, { jobId, fence: job.fence, seconds });
  }

  async listJobs(name: string, query: unknown = {}): Promise<JobPageDto> {
    const { cursor = '', limit = DEFAULT_PAGE } = readQuery(ListJobsQuery, query);
    const jobs = [...this.fleet.requireWorker(name).jobs.values()]
      .filter(({ jobId }) => jobId > cursor)
      .sort((a, b) => (a.jobId < b.jobId ? -1 : 1));
    const page = jobs.slice(0, Number(limit));
    return { jobs: page, nextCursor: jobs.length > page.length ? page.at(-1)!.jobId : null };
  }

  /** Takes the worker with the lowest load, in the order of registration. */
  async claimJob(body: unknown): Promise<JobAnswer<ClaimAnswerDto>> {
    const { value, warnings } = requireCommand(ClaimJobDto, body);
    const { jobId, priority = 0 } = value;
    const holder = this.fleet.holderOf(jobId);
    if (holder !== undefined) return claimed(this.fleet, holder, jobId, false, warnings);
    const loadOf = (worker: FakeWorker): number => jobCountOf(worker) / worker.state.usableSlots;
    const [taker] = this.fleet.all
      .filter((worker) => meets(worker, value) && this.refusalOf(worker, priority) === undefined)
      .sort((a, b) => loadOf(a) - loadOf(b));
    if (taker === undefined) throw new DomainError('no_worker_for_job');
    this.assign(taker, jobId, priority, { claimed: true });
    return claimed(this.fleet, taker, jobId, true, warnings);
  }

  private assign(
    worker: FakeWorker,
    jobId: string,
    priority: number,
    detail: object = {},
  ): { job: JobDto; isNew: boolean } {
    const holder = this.fleet.holderOf(jobId);
    if (holder === worker && worker.state.presence === 'PRESENT')
      return { job: worker.jobs.get(jobId)!, isNew: false };
    const refusal = this.refusalOf(worker, priority);
    if (refusal !== undefined) throw new DomainError('worker_takes_no_job', { message: refusal });
    if (holder !== undefined)
      throw new DomainError('job_elsewhere', {
        message: `The job is assigned to worker ${holder.description.workerId}`,
      });
    const job = { jobId, fence: this.fleet.nextFence(), priority, assignedAt: this.fleet.now };
    worker.jobs.set(jobId, job);
    this.fleet.noteEvent('job-assigned', worker, { jobId, priority, fence: job.fence, ...detail });
    return { job, isNew: true };
  }

  private refusalOf(worker: FakeWorker, priority: number): string | undefined {
    const { state, description } = worker;
    const jobs = jobCountOf(worker);
    if (state.presence !== 'PRESENT') return `The worker is not present (${state.presence})`;
    if (state.health !== 'HEALTHY') return `The worker is ${state.health}`;
    if (state.orderKind !== null) return `The worker has an order (${state.orderKind})`;
    if (this.fleet.isSilent(worker)) return 'The lease of the worker has expired';
    if (priority < description.priorityThreshold)
      return `Priority ${priority} is below the worker's threshold of ${description.priorityThreshold}`;
    if (this.fleet.dtoOf(worker).availableCapacity > 0) return undefined;
    return jobs < state.usableSlots
      ? 'The worker is full: it reports no free slot'
      : `The worker is full: ${counted(jobs, 'job')} in ${counted(state.usableSlots, 'usable slot')}`;
  }
}

function meets({ description }: FakeWorker, { tags = [], capabilities = {}, zone }: ClaimJobDto): boolean {
  const terms = termsOf(description);
  const wanted = [...tags.map(tagTerm), ...capabilityTerms(capabilities)];
  return (
    wanted.every((term) => terms.includes(term)) &&
    (zone ?? description.zone ?? '') === (description.zone ?? '')
  );
}

function claimed(
  fleet: FakeFleet,
  worker: FakeWorker,
  jobId: string,
  isNew: boolean,
  warnings: readonly string[],
): JobAnswer<ClaimAnswerDto> {
  const { fence } = worker.jobs.get(jobId)!;
  return { answer: withWarnings({ jobId, fence, worker: fleet.dtoOf(worker) }, warnings), isNew };
}
