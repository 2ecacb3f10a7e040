/** A line of the journal, as far as a replay reads it. */
export interface JournalLine {
  readonly type: string;
  readonly worker_id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A worker according to its history. */
export interface Replayed {
  present: boolean;
  health: string;
  order: string | null;
  readonly jobs: Set<string>;
  /** Its maximum number of concurrent jobs. */
  most: number;
}

export interface Replay {
  /** Workers that were not deleted. */
  readonly workers: ReadonlyMap<string, Replayed>;
  /** Jobs that were assigned to a worker while another had them. */
  readonly doubles: readonly string[];
}

/** Returns the state according to the journal, oldest line first. */
export function replay(lines: readonly JournalLine[]): Replay {
  return new JournalReplay().add(lines);
}

/** A replay that continues as lines arrive: lines that it has read need not be kept. */
export class JournalReplay implements Replay {
  readonly workers = new Map<string, Replayed>();
  readonly doubles: string[] = [];
  private readonly holders = new Map<string, string>();

  add(lines: readonly JournalLine[]): this {
    for (const line of lines) this.play(line);
    return this;
  }

  private play({ type, worker_id: workerId, detail }: JournalLine): void {
    const { workers, holders, doubles } = this;
    const known = workers.get(workerId) ?? fresh();
    if (type === 'deleted' || type === 'purged') workers.delete(workerId);
    else workers.set(workerId, known);
    change(known, type, detail);
    const jobId = String(detail['jobId']);
    if (type === 'job-assigned') {
      const holder = holders.get(jobId);
      if (holder !== undefined) doubles.push(`${jobId}: ${workerId} while ${holder} had it`);
      holders.set(jobId, workerId);
    }
    if ((type === 'job-ended' || type === 'job-released') && holders.get(jobId) === workerId)
      holders.delete(jobId);
  }
}

function fresh(): Replayed {
  return { present: false, health: 'HEALTHY', order: null, jobs: new Set(), most: 0 };
}

const orderOf = (told: unknown): string | null => (typeof told === 'string' ? told : null);

function change(worker: Replayed, type: string, detail: JournalLine['detail']): void {
  switch (type) {
    case 'registered':
    case 're-registered':
    case 'replaced':
    case 'came-back':
      worker.present = true;
      // A new record has no order.
      if (type === 'replaced' || detail['orderEnded'] !== undefined) worker.order = null;
      break;
    case 'deregistered':
    case 'cleaned-up':
      worker.present = false;
      break;
    case 'unhealthy':
    case 'failed':
    case 'recovered':
      worker.health = { unhealthy: 'UNHEALTHY', failed: 'FAILED', recovered: 'HEALTHY' }[type];
      break;
    case 'draining':
      worker.order ??= 'DRAINING';
      break;
    case 'order-given':
      worker.order = String(detail['kind']);
      break;
    case 'order-lifted':
      worker.order = orderOf(detail['now']);
      break;
    case 'job-assigned':
      worker.jobs.add(String(detail['jobId']));
      worker.most = Math.max(worker.most, worker.jobs.size);
      break;
    case 'job-ended':
    case 'job-released':
      worker.jobs.delete(String(detail['jobId']));
      break;
    default:
  }
}
