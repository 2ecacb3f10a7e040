import type { Answer } from '../../support/api-client.js';

interface Grant {
  readonly workerId: string;
  readonly fence: number;
  ended: boolean;
}

/**
 * The fences that schedulers were told, and a storage that refuses writers with an older one, as docs/jobs.md describes.
 * Each job has one scheduler, which sends one request after the other.
 */
export class Fences {
  readonly contradictions: string[] = [];
  private readonly grants = new Map<string, Grant>();
  private readonly stored = new Map<string, number>();
  private refused = 0;

  /** @param answer to an assignment or a claim; one of an earlier version names no fence */
  granted(jobId: string, workerId: string, { status, body }: Pick<Answer, 'status' | 'body'>): void {
    const fence = body['fence'];
    if (typeof fence !== 'number') return;
    const before = this.grants.get(jobId);
    const what = before && contradiction(before, workerId, fence, status === 201);
    if (what !== undefined) this.contradictions.push(`${jobId}: ${what}`);
    if (before === undefined || fence > before.fence)
      this.grants.set(jobId, { workerId, fence, ended: false });
  }

  /** The end of a job was acknowledged. */
  ended(jobId: string): void {
    const grant = this.grants.get(jobId);
    if (grant !== undefined) grant.ended = true;
  }

  /**
   * A process of the job writes.
   * @returns whether the storage accepts it
   */
  write(jobId: string, fence: number): boolean {
    if (fence < (this.stored.get(jobId) ?? 0)) return false;
    this.stored.set(jobId, fence);
    return true;
  }

  /** A process that lost its job writes: the storage must refuse that. */
  writeLate(jobId: string, fence: number): void {
    if (this.write(jobId, fence))
      this.contradictions.push(`${jobId}: the storage accepted an old writer with fence ${fence}`);
    else this.refused += 1;
  }

  /** Returns how many old writers were refused since the last call. */
  takeRefused(): number {
    const { refused } = this;
    this.refused = 0;
    return refused;
  }
}

function contradiction(before: Grant, workerId: string, fence: number, isNew: boolean): string | undefined {
  if (fence < before.fence) return `fence ${fence} after ${before.fence}`;
  if (fence > before.fence) return undefined;
  if (workerId !== before.workerId) return `${before.workerId} and ${workerId} have fence ${fence}`;
  if (before.ended) return `fence ${fence} again after the job had ended`;
  return isNew ? `two assignments have fence ${fence}` : undefined;
}
