/**
 * The rules of `model/leases.qnt` as a machine that takes one step after the other: each method returns why the model
 * forbids the step, or undefined. Times are in milliseconds. The model decides what a service may do, not what it must.
 */
export class LeaseModel {
  private readonly workers = new Map<string, Known>();
  private readonly jobs = new Map<string, Job>();

  /** A process registers: with the incarnation that it was given, unless it is the process that had it before. */
  register(worker: string, incarnation: number, sameProcess: boolean): string | undefined {
    const known = this.known(worker);
    const before = known.stored;
    known.stored = Math.max(incarnation, before);
    if (before === 0) return undefined;
    if (sameProcess)
      return incarnation === before
        ? undefined
        : `the same process has incarnation ${incarnation} after ${before}`;
    return incarnation > before
      ? undefined
      : `another process has incarnation ${incarnation} after ${before}: incarnations only rise`;
  }

  /** A process was told its incarnation. @param boot the process */
  introduce(worker: string, incarnation: number, boot: string): string | undefined {
    const { boots } = this.known(worker);
    const other = boots.get(incarnation);
    boots.set(incarnation, boot);
    if (other === undefined || other === boot) return undefined;
    return `two processes have incarnation ${incarnation}`;
  }

  /** A request of a process was answered, with the end of its lease. */
  acknowledge(worker: string, { incarnation, leaseEnd, sentAt, answeredAt }: Answered): string | undefined {
    const { answers } = this.known(worker);
    const before = latestBefore(answers, sentAt);
    const last = answers.at(-1);
    const higher = last === undefined || incarnation > last.incarnation;
    answers.push({
      answeredAt,
      incarnation: higher ? incarnation : last.incarnation,
      // The lease of the highest incarnation; another incarnation has a lease of its own.
      leaseEnd: higher
        ? leaseEnd
        : incarnation === last.incarnation
          ? Math.max(leaseEnd, last.leaseEnd)
          : last.leaseEnd,
    });
    if (before === undefined) return undefined;
    if (incarnation < before.incarnation)
      return `a heartbeat of incarnation ${incarnation} was accepted after one of ${before.incarnation}`;
    if (incarnation === before.incarnation && leaseEnd < before.leaseEnd)
      return `the lease ends at ${timeOf(leaseEnd)}, but was acknowledged until ${timeOf(before.leaseEnd)}`;
    return undefined;
  }

  /** A job is assigned. @param fence undefined if an earlier version wrote it, which knew none */
  assign(job: string, worker: string, fence: number | undefined): string | undefined {
    const { holder, latest } = this.job(job);
    this.jobs.set(job, { holder: { worker, fence }, latest: Math.max(fence ?? 0, latest) });
    if (fence !== undefined && fence === latest) return `two assignments have fence ${fence}`;
    if (fence !== undefined && fence < latest) return `fence ${fence} follows ${latest}: fences only grow`;
    return holder === undefined ? undefined : `it was assigned while ${holder.worker} had it`;
  }

  /** A job ends, or is released. @param fence that of the assignment; undefined as above */
  end(job: string, worker: string, fence: number | undefined): string | undefined {
    const { holder, latest } = this.job(job);
    if (holder === undefined) return `it ended for ${worker}, but no worker had it`;
    if (holder.worker !== worker) return `it ended for ${worker}, but ${holder.worker} had it`;
    this.jobs.set(job, { holder: undefined, latest: Math.max(fence ?? 0, latest) });
    if (holder.fence === undefined || fence === undefined || holder.fence === fence) return undefined;
    return `fence ${fence} ended, but the job had ${holder.fence}`;
  }

  /** A worker is found silent, or FAILED for it: not before the end of a lease that a client knew by then. */
  judge(
    worker: string,
    { at, failed, held }: { at: number; failed: boolean; held: boolean },
  ): string | undefined {
    if (failed && held) return 'a held worker failed';
    const before = latestBefore(this.known(worker).answers, at);
    if (before === undefined || before.leaseEnd <= at) return undefined;
    return `it was judged silent at ${timeOf(at)}, but its lease was acknowledged until ${timeOf(before.leaseEnd)}`;
  }

  /** Its record is gone: a later one by that name is another worker. */
  forget(worker: string): void {
    this.workers.delete(worker);
  }

  private known(worker: string): Known {
    const known = this.workers.get(worker) ?? { stored: 0, boots: new Map(), answers: [] };
    this.workers.set(worker, known);
    return known;
  }

  private job(job: string): Job {
    return this.jobs.get(job) ?? { holder: undefined, latest: 0 };
  }
}

interface Answered {
  readonly incarnation: number;
  readonly leaseEnd: number;
  readonly sentAt: number;
  readonly answeredAt: number;
}

interface Known {
  /** The incarnation in its record. */
  stored: number;
  readonly boots: Map<number, string>;
  /** By the time of the answer: the highest incarnation until then, and the end of its lease. */
  readonly answers: Omit<Answered, 'sentAt'>[];
}

interface Job {
  readonly holder: { readonly worker: string; readonly fence: number | undefined } | undefined;
  readonly latest: number;
}

/** Returns what had been answered before a moment. Requests under way at the same time have no order. */
function latestBefore(answers: Known['answers'], at: number): Known['answers'][number] | undefined {
  let [low, high] = [0, answers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (answers[middle]!.answeredAt < at) low = middle + 1;
    else high = middle;
  }
  return answers[low - 1];
}

const timeOf = (ms: number): string => (ms < 1e12 ? `${ms}` : new Date(ms).toISOString());
