import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '../identity/access/actor.js';
import { AccessService } from '../identity/access/access.service.js';
import { ANYONE, type Caller } from '../identity/access/caller.js';
import { isWorker } from '../identity/access/worker-view.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { workerDto } from '../fleet/dto/worker.dto.js';
import { viewRulesOf, type ViewRules } from '../fleet/view-rules.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { counted } from '../platform/text/counted.js';
import { DEFAULT_PAGE } from '../platform/validation/query-rules.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { readQuery } from '../platform/validation/read-query.js';
import { isStorable } from '../platform/validation/rule.js';
import { capabilityTerms, tagTerm } from '../fleet/terms.js';
import type { FenceVerdict } from '../fleet/fence.js';
import { fenceOf } from '../identity/access/fence.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import { isInScope, scopeParameter, scopeTermsOf, type ScopeTerms } from '../identity/access/worker-scope.js';
import { requireFits } from '../fleet/refusal.js';
import { WorkerReader } from '../fleet/worker.reader.js';
import { AssignJobDto, ClaimJobDto, EndJobQuery, ListJobsQuery } from './dto/assign-job.dto.js';
import { ClaimRefusals } from './claim-refusals.js';
import { Claims } from './claims.js';
import { holderFaults } from './holder-faults.js';
import type { ClaimAnswerDto, JobAnswerDto, JobDto, JobPageDto } from './dto/jobs.dto.js';
import { JobStore } from './store/job.store.js';
import { UnmetClaimsService } from './unmet-claims.service.js';
import type { Asker, AssignmentRow, JobRefusal, JobRow, JobWish } from './store/job.js';

/** An answer, and whether the job was newly assigned: 201 instead of 200. */
export interface JobAnswer<Answer> {
  readonly answer: Answer;
  readonly isNew: boolean;
}

/**
 * Assigns jobs to workers and ends them. A job id is assigned to one worker at a time; assigning it again to
 * the same worker changes nothing. Failures are `DomainError`s with a code of the error table.
 */
@Injectable()
export class JobsService {
  private readonly view: ViewRules;
  /** Whether workers may assign jobs to themselves. */
  private readonly selfAssignment: boolean;

  constructor(
    private readonly store: JobStore,
    private readonly claims: Claims,
    private readonly refusals: ClaimRefusals,
    private readonly unmet: UnmetClaimsService,
    private readonly workers: WorkerReader,
    private readonly fenced: FencedWorkers,
    private readonly access: AccessService,
    @Inject(SETTINGS) { worker, jobs, auth }: Settings,
  ) {
    this.view = viewRulesOf(worker);
    this.selfAssignment = jobs.selfAssignment ?? auth.mode === 'open';
  }

  /**
   * @throws DomainError `self_assignment_off`, `validation_failed`, `worker_not_registered`, `superseded`,
   * `worker_takes_no_job`, `job_elsewhere`
   */
  async assignJob(name: string, body: unknown, caller: Caller = ANYONE): Promise<JobAnswer<JobAnswerDto>> {
    if (isWorker(caller) && !this.selfAssignment) this.access.refuseAccess('self_assignment_off');
    const { value, warnings } = requireCommand(AssignJobDto, body);
    const { jobId, priority = 0, ...stated } = value;
    const asker = { fence: fenceOf(caller, stated), actor: actorOf(caller, 'scheduler'), caller };
    const { answer } = await this.fenced.changeWorker(name, caller, (id) =>
      this.assignTo(id, jobId, priority, asker),
    );
    return noted(answer, warnings);
  }

  /** Returns the page, or undefined for an unknown worker. */
  private async assignTo(
    id: string,
    jobId: string,
    priority: number,
    asker: Asker & { caller: Caller },
  ): Promise<{ fence: FenceVerdict; answer: JobAnswer<JobAnswerDto> } | undefined> {
    // Retry once: the job may end between the conflict and the lookup.
    for (let attempt = 0; ; attempt += 1) {
      const result = await this.store.assignJob(id, jobId, priority, asker);
      if (result === undefined) return undefined;
      requireFits(result.fence, asker.fence.proved);
      const { job_fence: fence, assigned_at: at } = result;
      if (fence !== null) {
        const job = { job_id: jobId, worker: id, fence, priority, assigned_at: at! };
        return { fence: null, answer: assignmentOf(job, true) };
      }
      const job = await this.store.findJob(jobId);
      // A worker that is not present may keep its jobs, but nothing runs there.
      if (job?.worker === id && result.refusal !== 'absent')
        return { fence: null, answer: assignmentOf(job, false) };
      if (result.refusal !== null) throw refusalOf(result, priority);
      if (job !== undefined || attempt > 0) throw await this.elsewhere(job, asker.caller);
    }
  }

  /** @throws DomainError `worker_not_registered`, `superseded`, `job_not_assigned` */
  async endJob(name: string, jobId: string, query: unknown = {}, caller: Caller = ANYONE): Promise<void> {
    const fence = fenceOf(caller, readQuery(EndJobQuery, query));
    const asker = { fence, actor: actorOf(caller, 'scheduler') };
    if (!isStorable(jobId)) throw new DomainError('job_not_assigned');
    const { ended } = await this.fenced.changeWorker(name, caller, (id) =>
      this.store.endJob(id, jobId, asker),
    );
    if (!ended) throw new DomainError('job_not_assigned');
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `superseded` */
  async listJobs(name: string, query: unknown, caller: Caller = ANYONE): Promise<JobPageDto> {
    const { cursor = '', limit = DEFAULT_PAGE } = readQuery(ListJobsQuery, query);
    const { id } = (await this.fenced.readWorker(name, caller)).state;
    const rows = await this.store.listJobs(id, cursor, Number(limit) + 1);
    const page = rows.slice(0, Number(limit));
    return { jobs: page.map(jobDto), nextCursor: rows.length > page.length ? page.at(-1)!.job_id : null };
  }

  /**
   * Picks a lightly loaded worker that can take a job, and assigns it. Prefers unlocked rows; only if every
   * eligible worker is locked, waits for one of them.
   * @throws DomainError `validation_failed`, `no_worker_for_job`; `job_elsewhere` if the worker that has the
   * job does not meet the requirements
   */
  async claimJob(body: unknown, caller: Caller = ANYONE): Promise<JobAnswer<ClaimAnswerDto>> {
    const { value, warnings } = requireCommand(ClaimJobDto, body);
    const wish = wishOf(value, scopeTermsOf(caller));
    return noted(await this.place(wish, caller), warnings);
  }

  private async place(wish: JobWish, caller: Caller): Promise<JobAnswer<ClaimAnswerDto>> {
    const taken = await this.claims.claimJob(wish, actorOf(caller, 'scheduler'));
    if (taken === undefined) throw await this.noWorker(wish);
    const { taker, fence } = taken;
    if (fence !== null) {
      if (taker === undefined) return this.claimed(taken.worker, wish.jobId, fence, true);
      const worker = workerDto(taker.description, taker.state, this.view);
      return { answer: { jobId: wish.jobId, fence, worker }, isNew: true };
    }
    const holder = await this.store.findHolder(wish, scopeParameter(caller));
    if (holder === undefined)
      throw new DomainError('no_worker_for_job', { message: 'The job has ended in the meantime' });
    if (!holder.inside) throw outsideScope();
    const faults = holderFaults(holder, wish);
    if (faults.length > 0)
      throw new DomainError('job_elsewhere', {
        message: `The job is assigned to worker ${holder.worker_id}, which ${faults.join('; ')}`,
      });
    return this.claimed(holder.worker, wish.jobId, Number(holder.fence), false);
  }

  private async noWorker(wish: JobWish): Promise<DomainError> {
    this.unmet.countRefusal(wish);
    const message = await this.refusals.explainRefusal(wish);
    return new DomainError('no_worker_for_job', message === undefined ? {} : { message });
  }

  private async claimed(
    id: string,
    jobId: string,
    fence: number,
    isNew: boolean,
  ): Promise<JobAnswer<ClaimAnswerDto>> {
    const { description, state } = await this.workers.readRegistered(id);
    return { answer: { jobId, fence, worker: workerDto(description, state, this.view) }, isNew };
  }

  /** Names the worker that has a job, unless the caller is another worker. */
  private async elsewhere(job: JobRow | undefined, caller: Caller): Promise<DomainError> {
    if (isWorker(caller)) return new DomainError('job_elsewhere');
    if (job === undefined)
      return new DomainError('job_elsewhere', { message: 'The job is being reassigned' });
    const { description } = await this.workers.readRegistered(job.worker);
    if (!isInScope(description, caller)) return outsideScope();
    return new DomainError('job_elsewhere', {
      message: `The job is assigned to worker ${description.workerId}`,
    });
  }
}

const noted = <Answer extends object>(
  { answer, isNew }: JobAnswer<Answer>,
  warnings: readonly string[],
): JobAnswer<Answer> => ({ answer: withWarnings(answer, warnings), isNew });

/** @param scope the caller's scope: only workers inside it are considered */
function wishOf(
  { jobId, priority = 0, tags = [], capabilities = {}, zone }: ClaimJobDto,
  scope: ScopeTerms | null,
): JobWish {
  const asked = [...tags.map(tagTerm), ...capabilityTerms(capabilities), ...(scope?.terms ?? [])];
  const terms = asked.length === 0 ? null : asked;
  return { jobId, priority, terms, zone: zone ?? null, prefix: scope?.prefix || null };
}

/** Does not name workers outside the scope of the key. */
const outsideScope = (): DomainError =>
  new DomainError('job_elsewhere', {
    message: 'The job is assigned to a worker outside the scope of this key',
  });

function assignmentOf(job: JobRow, isNew: boolean): JobAnswer<JobAnswerDto> {
  const message = isNew ? 'Job assigned' : 'Job was already assigned to this worker';
  return { answer: { success: true, message, fence: Number(job.fence), job: jobDto(job) }, isNew };
}

const jobDto = ({ job_id: jobId, fence, priority, assigned_at: assignedAt }: JobRow): JobDto => ({
  jobId,
  fence: Number(fence),
  priority,
  assignedAt: assignedAt.toISOString(),
});

function suspicionOf({ accused, session_lost: lost, late_seconds: seconds }: AssignmentRow): string {
  if (accused) return 'schedulers reported that they cannot reach it';
  return lost ? 'its session ended without a farewell' : `its heartbeat is ${Math.floor(seconds)} s late`;
}

function refusalOf(row: AssignmentRow, priority: number): DomainError {
  const reasons: Record<JobRefusal, string> = {
    absent: `The worker is not present (${row.presence})`,
    unhealthy: `The worker is ${row.health}`,
    ordered: `The worker has an order (${row.order_kind})`,
    silent: 'The lease of the worker has expired',
    suspect: `The worker is suspect: ${suspicionOf(row)}`,
    priority: `Priority ${priority} is below the worker's threshold of ${row.priority_threshold}`,
    full:
      row.jobs < row.usable_slots
        ? 'The worker is full: it reports no free slot'
        : `The worker is full: ${counted(row.jobs, 'job')} in ${counted(row.usable_slots, 'usable slot')}`,
  };
  return new DomainError('worker_takes_no_job', { message: reasons[row.refusal!] });
}
