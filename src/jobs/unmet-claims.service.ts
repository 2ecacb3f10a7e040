import { Injectable } from '@nestjs/common';
import { tagTerm } from '../fleet/terms.js';
import type { JobWish } from './store/job.js';

/** Requirements are chosen by clients: claims with further ones count as claims without any. */
const MAX_KINDS = 1000;
/** Jobs that are remembered until the next reading, so that repeated claims of a job count once. */
const MAX_JOBS = 20_000;

/** Jobs with the same requirements whose claims found no worker. */
export interface UnmetClaims {
  /** Tags, capabilities and scope that the worker had to have, as terms. */
  readonly terms: readonly string[];
  /** Null: any zone. */
  readonly zone: string | null;
  readonly jobs: number;
}

interface Kind {
  readonly terms: readonly string[];
  readonly zone: string | null;
  jobs: number;
}

/** Whether a worker with these tags and in this zone was asked for. */
export const asksFor = (
  { terms, zone }: Pick<UnmetClaims, 'terms' | 'zone'>,
  pool: { readonly tags: readonly string[]; readonly zone?: string | undefined },
): boolean =>
  pool.tags.every((tag) => terms.includes(tagTerm(tag))) &&
  (pool.zone === undefined || zone === null || zone === pool.zone);

/** Counts the jobs whose claims found no worker, in memory, until the counts are read. */
@Injectable()
export class UnmetClaimsService {
  private kinds = new Map<string, Kind>();
  private jobs = new Set<string>();

  countRefusal({ jobId, terms, zone }: JobWish): void {
    if (this.jobs.has(jobId) || this.jobs.size >= MAX_JOBS) return;
    this.jobs.add(jobId);
    const asked = { terms: terms ?? [], zone };
    const key = JSON.stringify(asked);
    const known = this.kinds.get(key);
    if (known !== undefined) known.jobs += 1;
    else if (this.kinds.size < MAX_KINDS) this.kinds.set(key, { ...asked, jobs: 1 });
    else this.countElsewhere();
  }

  /** Returns the counts since the last reading. */
  takeCounts(): UnmetClaims[] {
    const counts = [...this.kinds.values()];
    this.kinds = new Map();
    this.jobs = new Set();
    return counts;
  }

  private countElsewhere(): void {
    const key = JSON.stringify({ terms: [], zone: null });
    const rest = this.kinds.get(key) ?? { terms: [], zone: null, jobs: 0 };
    rest.jobs += 1;
    this.kinds.set(key, rest);
  }
}
